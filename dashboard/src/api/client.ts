/** The API, asked with the signed-in person's token. */

import createClient from "openapi-fetch";
import type { paths } from "./schema";
import type { ProblemCode } from "./types";
import { setReachable } from "./connection";

export const API_BASE = "/api/v1";

/** What the API refused and why, as RFC 9457 has it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** The request never got an answer. */
export class Unreachable extends Error {}

let getToken: () => Promise<string | null> = () => Promise.resolve(null);

/** Called once, by whoever signs people in. */
export function setTokenSource(from: () => Promise<string | null>): void {
  getToken = from;
}

export async function sendRequest(request: Request): Promise<Response> {
  const bearer = await getToken();
  if (bearer) request.headers.set("Authorization", `Bearer ${bearer}`);
  try {
    const response = await fetchWithRetry(request);
    setReachable(true);
    return response;
  } catch (error) {
    setReachable(false);
    throw new Unreachable(String(error));
  }
}

const RETRY_AFTER_MS = 400;

/** What only reads is asked once more where the server stumbled: an instance may have just ended. */
async function fetchWithRetry(request: Request): Promise<Response> {
  if (request.method !== "GET") return fetch(request);
  const response = await fetch(request.clone());
  if (response.status < 500) return response;
  await new Promise((resume) => setTimeout(resume, RETRY_AFTER_MS));
  return fetch(request);
}

export const api = createClient<paths>({ baseUrl: API_BASE, fetch: sendRequest });

interface ApiResult<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer; throws Problem or Unreachable. */
export async function dataOf<T>(call: Promise<ApiResult<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw toProblem(response, error);
  return data as T;
}

export function toProblem(response: Response, said: unknown): Problem {
  const known = (typeof said === "object" && said !== null ? said : {}) as Partial<{
    code: ProblemCode;
    detail: string;
  }>;
  return new Problem(response.status, known.code ?? "failed", known.detail ?? response.statusText);
}

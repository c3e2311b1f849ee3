/** Calls to the API, with the signed-in person's token. */

import createClient from "openapi-fetch";
import { setReachable } from "./connection";
import type { paths } from "./schema";
import type { ProblemCode } from "./types";

const API_BASE = "/api/v1";
const RETRY_AFTER_MS = 400;

/** An error answer of the API, in the shape of RFC 9457. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** Thrown when a request got no answer at all. */
export class Unreachable extends Error {}

let getToken: () => Promise<string | null> = () => Promise.resolve(null);

/** Sets where requests take their token from. The session calls it, so that this file needs no
 * import of the session. */
export function setTokenSource(source: () => Promise<string | null>): void {
  getToken = source;
}

async function sendRequest(request: Request): Promise<Response> {
  const token = await getToken();
  if (token) request.headers.set("Authorization", `Bearer ${token}`);
  try {
    const response = await fetchWithRetry(request);
    setReachable(true);
    return response;
  } catch (error) {
    setReachable(false);
    throw new Unreachable(String(error));
  }
}

/** Repeats a GET once after a 5xx answer: the server's instance may have just ended. */
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

/** Returns the body of an answer; throws Problem or Unreachable. */
export async function dataOf<T>(call: Promise<ApiResult<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw toProblem(response, error);
  return data as T;
}

/** Returns a file of the API, such as "customers.csv"; throws Problem or Unreachable. */
export async function fetchFile(path: string): Promise<Blob> {
  const response = await sendRequest(new Request(`${API_BASE}/${path}`));
  if (!response.ok) throw toProblem(response, await response.json().catch(() => null));
  return response.blob();
}

/** Makes a change fail with 412 if the record is no longer at this version. */
export function ifMatch(version: number | string): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}

function toProblem(response: Response, error: unknown): Problem {
  const known = (typeof error === "object" && error !== null ? error : {}) as Partial<{
    code: ProblemCode;
    detail: string;
  }>;
  return new Problem(response.status, known.code ?? "failed", known.detail ?? response.statusText);
}

/** The API, asked with the signed-in person's token. */

import createClient from "openapi-fetch";
import type { paths } from "./schema";
import type { Code } from "./types";
import { heard } from "./connection";

export const BASE = "/api/v1";

/** What the API refused and why, as RFC 9457 has it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: Code,
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** The request never got an answer. */
export class Unreachable extends Error {}

let token: () => Promise<string | null> = () => Promise.resolve(null);

/** Called once, by whoever signs people in. */
export function useToken(from: () => Promise<string | null>): void {
  token = from;
}

export async function send(request: Request): Promise<Response> {
  const bearer = await token();
  if (bearer) request.headers.set("Authorization", `Bearer ${bearer}`);
  try {
    const response = await answer(request);
    heard(true);
    return response;
  } catch (error) {
    heard(false);
    throw new Unreachable(String(error));
  }
}

const PAUSE_MS = 400;

/** What only reads is asked once more where the server stumbled: an instance may have just ended. */
async function answer(request: Request): Promise<Response> {
  if (request.method !== "GET") return fetch(request);
  const response = await fetch(request.clone());
  if (response.status < 500) return response;
  await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  return fetch(request);
}

export const api = createClient<paths>({ baseUrl: BASE, fetch: send });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer; throws Problem or Unreachable. */
export async function body<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw problem(response, error);
  return data as T;
}

export function problem(response: Response, said: unknown): Problem {
  const known = (typeof said === "object" && said !== null ? said : {}) as Partial<{
    code: Code;
    detail: string;
  }>;
  return new Problem(response.status, known.code ?? "failed", known.detail ?? response.statusText);
}

/** Calls to the API, with the signed-in person's token. */

import createClient from "openapi-fetch";
import type { paths } from "./schema";
import type { ProblemCode } from "./types";

const API_BASE = "/api/v1";
const REPEAT_AFTER_MS = 400;
const READ_TIMEOUT_MS = 30_000;
/** Longer than the API itself takes at most: its answer says whether the change was made. */
const CHANGE_TIMEOUT_MS = 65_000;

/** An error answer of the API, in the shape of RFC 9457. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    readonly detail: string,
    /** Until when the server asks not to send more, in milliseconds. */
    readonly retryAt?: number,
  ) {
    super(detail);
  }
}

/** Thrown when a request got no answer at all. */
export class Unreachable extends Error {}

export class TimedOut extends Unreachable {}

export function isGone(failure: Error): boolean {
  return failure instanceof Problem && failure.status === 404;
}

/** Where requests take their token from. `refused` is called when the API refuses even a new one. */
interface TokenSource {
  get: (renew: boolean) => Promise<string | null>;
  refused: () => void;
}

let tokens: TokenSource = { get: () => Promise.resolve(null), refused: () => undefined };

/** The session calls it, so that this file needs no import of the session. */
export function setTokenSource(source: TokenSource): void {
  tokens = source;
}

/** Sends a request. A 401 is repeated once with a new token: the first may have just expired. */
async function sendRequest(request: Request): Promise<Response> {
  const response = await sendGetTwice(request, false);
  if (response.status !== 401) return response;
  const again = await sendGetTwice(request, true);
  if (again.status === 401) tokens.refused();
  return again;
}

/** Repeats a GET once after a 5xx answer: the server's instance may have just ended. */
async function sendGetTwice(request: Request, renewToken: boolean): Promise<Response> {
  const response = await sendOnce(request, renewToken);
  const asksToWait = response.headers.has("Retry-After");
  if (request.method !== "GET" || response.status < 500 || asksToWait) return response;
  await new Promise((resume) => setTimeout(resume, REPEAT_AFTER_MS));
  return sendOnce(request, false);
}

async function sendOnce(request: Request, renewToken: boolean): Promise<Response> {
  const copy = request.clone();
  const token = await tokens.get(renewToken);
  if (token) copy.headers.set("Authorization", `Bearer ${token}`);
  const limit = new AbortController();
  const timeout = request.method === "GET" ? READ_TIMEOUT_MS : CHANGE_TIMEOUT_MS;
  // Not cleared when the answer begins: its body can stop arriving too.
  setTimeout(() => limit.abort(new TimedOut()), timeout);
  return fetch(copy, { signal: limit.signal });
}

export const api = createClient<paths>({ baseUrl: API_BASE, fetch: sendRequest });

interface ApiResult<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Returns the body of an answer; throws Problem, Unreachable or TimedOut. */
export async function dataOf<T>(call: Promise<ApiResult<T>>): Promise<T> {
  const { data, error, response } = await call.catch(failUnreachable);
  if (!response.ok) throw toProblem(response, error);
  return data as T;
}

/** Returns a file of the API, such as "customers.csv"; throws Problem, Unreachable or TimedOut. */
export async function fetchFile(path: string): Promise<Blob> {
  const response = await sendRequest(new Request(`${API_BASE}/${path}`)).catch(failUnreachable);
  if (!response.ok) throw toProblem(response, await response.json().catch(() => null));
  return response.blob().catch(failUnreachable);
}

function failUnreachable(error: unknown): never {
  throw error instanceof TimedOut ? error : new Unreachable(String(error));
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
  const code = known.code ?? CODES[response.status] ?? "failed";
  return new Problem(response.status, code, known.detail ?? "", retryAt(response));
}

/** The codes of answers that come from Hosting or a proxy, and name none. */
const CODES: Record<number, ProblemCode> = { 401: "signed_out", 403: "forbidden", 404: "missing" };

/** Returns the time in a Retry-After header, which has seconds or a date. */
function retryAt({ headers }: Response): number | undefined {
  const text = headers.get("Retry-After");
  if (!text) return undefined;
  const at = /^\d+$/.test(text) ? Date.now() + Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

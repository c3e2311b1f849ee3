/** Every tracked customer, in this browser: what the list searches, filters and sorts by itself.
 *
 * They come a page at a time, the worst first, so that the first rows are there with the first
 * answer. While a later round is under way the rows of the one before stay.
 */

import { batch, signal } from "@preact/signals";
import { api, body } from "./client";
import type { CustomerRow, Summary } from "./types";

export interface Entry {
  row: CustomerRow;
  /** Name and e-mail, as a search reads them. */
  text: string;
}

const PAGE = 200;
/** More than a window shows, and a quarter of the work before the first rows. */
const FIRST_PAGE = 50;
/** Between two looks at what has come so far; each costs a sorting of all. */
const PUBLISH_MS = 400;

export const entries = signal<readonly Entry[]>([]);
export const loading = signal(false);
export const complete = signal(false);
export const total = signal(0);
export const summary = signal<Summary | null>(null);
export const lastRun = signal<string | null>(null);
export const failure = signal<Error | undefined>(undefined);

/** The clock of the newest run, for a page that doesn't show the list. */
export async function askForRun(): Promise<void> {
  const page = await body(api.GET("/customers", { params: { query: { limit: 1 } } }));
  lastRun.value = page.freshness.lastRun ?? null;
}

let newest = 0;

export function clear(): void {
  newest += 1;
  batch(() => {
    entries.value = [];
    complete.value = loading.value = false;
    summary.value = lastRun.value = null;
    failure.value = undefined;
  });
}

/** Case, accents, ligatures and runs of blanks don't count, as in the API's own search. */
export function folded(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/œ/g, "oe").replace(/æ/g, "ae").trim().replace(/\s+/g, " ");
}

function entry(row: CustomerRow): Entry {
  return { row, text: `${folded(row.name)}\n${folded(row.email ?? "")}` };
}

export async function load(): Promise<void> {
  const mine = ++newest;
  loading.value = true;
  try {
    await loadPages(() => mine === newest);
    if (mine === newest) failure.value = undefined;
  } catch (error) {
    if (mine === newest) failure.value = error as Error;
  } finally {
    if (mine === newest) loading.value = false;
  }
}

async function loadPages(wanted: () => boolean): Promise<void> {
  let found: Entry[] = [];
  let cursor: string | null | undefined;
  let published = -Infinity;
  do {
    const query = cursor ? { limit: PAGE, cursor } : { limit: FIRST_PAGE };
    const page = await body(api.GET("/customers", { params: { query } }));
    if (!wanted()) return;
    found = [...found, ...page.customers.map(entry)];
    cursor = page.next;
    batch(() => {
      total.value = page.total;
      summary.value = page.summary;
      lastRun.value = page.freshness.lastRun ?? null;
      if (!cursor || (!complete.value && performance.now() - published > PUBLISH_MS)) {
        entries.value = found;
        published = performance.now();
      }
      if (!cursor) complete.value = true;
    });
  } while (cursor);
}

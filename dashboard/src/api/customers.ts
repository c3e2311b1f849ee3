/** Every tracked customer, in this browser: what the list searches, filters and sorts by itself.
 *
 * They come a page at a time, the worst first, so that the first rows are there with the first
 * answer. While a later round is under way the rows of the one before stay.
 */

import { batch, signal } from "@preact/signals";
import { api, dataOf } from "./client";
import type { CustomerRow, LevelCounts } from "./types";

export interface ListedCustomer {
  row: CustomerRow;
  /** Name and e-mail, as a search reads them. */
  searchText: string;
}

const PAGE = 200;
/** More than a window shows, and a quarter of the work before the first rows. */
const FIRST_PAGE = 50;
/** Between two looks at what has come so far; each costs a sorting of all. */
const PUBLISH_MS = 400;

export const customers = signal<readonly ListedCustomer[]>([]);
export const loading = signal(false);
export const allLoaded = signal(false);
export const customerTotal = signal(0);
export const levelCounts = signal<LevelCounts | null>(null);
export const lastRun = signal<string | null>(null);
export const loadFailure = signal<Error | undefined>(undefined);

/** The clock of the newest run, for a page that doesn't show the list. */
export async function fetchLastRun(): Promise<void> {
  const page = await dataOf(api.GET("/customers", { params: { query: { limit: 1 } } }));
  lastRun.value = page.freshness.lastRun ?? null;
}

let latestLoad = 0;

export function clearCustomers(): void {
  latestLoad += 1;
  batch(() => {
    customers.value = [];
    allLoaded.value = loading.value = false;
    levelCounts.value = lastRun.value = null;
    loadFailure.value = undefined;
  });
}

/** Case, accents, ligatures and runs of blanks don't count, as in the API's own search. */
export function foldText(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/œ/g, "oe").replace(/æ/g, "ae").trim().replace(/\s+/g, " ");
}

function listed(row: CustomerRow): ListedCustomer {
  return { row, searchText: `${foldText(row.name)}\n${foldText(row.email ?? "")}` };
}

export async function loadCustomers(): Promise<void> {
  const mine = ++latestLoad;
  loading.value = true;
  try {
    await loadPages(() => mine === latestLoad);
    if (mine === latestLoad) loadFailure.value = undefined;
  } catch (error) {
    if (mine === latestLoad) loadFailure.value = error as Error;
  } finally {
    if (mine === latestLoad) loading.value = false;
  }
}

async function loadPages(wanted: () => boolean): Promise<void> {
  let found: ListedCustomer[] = [];
  let cursor: string | null | undefined;
  let published = -Infinity;
  do {
    const query = cursor ? { limit: PAGE, cursor } : { limit: FIRST_PAGE };
    const page = await dataOf(api.GET("/customers", { params: { query } }));
    if (!wanted()) return;
    found = [...found, ...page.customers.map(listed)];
    cursor = page.next;
    batch(() => {
      customerTotal.value = page.total;
      levelCounts.value = page.summary;
      lastRun.value = page.freshness.lastRun ?? null;
      if (!cursor || (!allLoaded.value && performance.now() - published > PUBLISH_MS)) {
        customers.value = found;
        published = performance.now();
      }
      if (!cursor) allLoaded.value = true;
    });
  } while (cursor);
}

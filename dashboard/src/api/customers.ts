/** All tracked customers, loaded into the browser, where the list searches, filters and sorts them.
 *
 * The API returns them a page at a time, the worst first, so the first rows show with the first
 * answer. A refresh ends with its first page if no customer has changed; else it replaces the rows
 * only when its last page has arrived.
 */

import { batch, signal } from "@preact/signals";
import { api, dataOf } from "./client";
import { createLoad } from "./load";
import type { CustomerRow, LevelCounts } from "./types";

export interface ListedCustomer {
  row: CustomerRow;
  /** Name and e-mail, folded for searching. */
  searchText: string;
}

const PAGE_SIZE = 2000;
/** More rows than a window shows; smaller than a page, so that the first rows show sooner. */
const FIRST_PAGE_SIZE = 50;
/** Shortest time between two updates of the list while it loads: each one sorts all rows. */
const PUBLISH_MS = 400;

export const customers = signal<readonly ListedCustomer[]>([]);
export const listLoad = createLoad();
export const allLoaded = signal(false);
export const customerTotal = signal(0);
export const levelCounts = signal<LevelCounts | null>(null);
/** The version of the rows in `customers`; null unless all of them are of one. */
let loadedVersion: string | null = null;
/** When the newest daily run computed its figures: null before the first, undefined until asked. */
export const lastRun = signal<string | null | undefined>(undefined);
/** What got worse after this time is new; null before the first run. */
export const newSince = signal<string | null>(null);

/** Updates `lastRun` and `customerTotal` on a page that does not load the list. */
export async function fetchLastRun(): Promise<void> {
  const page = await dataOf(api.GET("/customers", { params: { query: { limit: 1 } } }));
  batch(() => {
    customerTotal.value = page.total;
    lastRun.value = page.freshness.lastRun ?? null;
  });
}

export function clearCustomers(): void {
  listLoad.reset();
  loadedVersion = null;
  batch(() => {
    customers.value = [];
    allLoaded.value = false;
    levelCounts.value = newSince.value = null;
    lastRun.value = undefined;
  });
}

/** Ignores case, accents, ligatures and repeated blanks, like the API's own search. */
export function foldText(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/œ/g, "oe").replace(/æ/g, "ae").trim().replace(/\s+/g, " ");
}

function listed(row: CustomerRow): ListedCustomer {
  return { row, searchText: `${foldText(row.name)}\n${foldText(row.email ?? "")}` };
}

export function loadCustomers(): Promise<void> {
  return listLoad.run(loadPages);
}

async function loadPages(isLatest: () => boolean): Promise<void> {
  let found: ListedCustomer[] = [];
  let cursor: string | null | undefined;
  let version: string | null = null;
  let published = -Infinity;
  do {
    const query = cursor ? { limit: PAGE_SIZE, cursor } : { limit: FIRST_PAGE_SIZE };
    const page = await dataOf(api.GET("/customers", { params: { query } }));
    if (!isLatest()) return;
    if (!cursor) {
      if (page.version === loadedVersion) {
        // For the order, which a refresh by hand applies again.
        customers.value = [...customers.peek()];
        return;
      }
      version = page.version;
    } else if (page.version !== version) version = null;
    found = [...found, ...page.customers.map(listed)];
    cursor = page.next;
    batch(() => {
      customerTotal.value = page.total;
      levelCounts.value = page.summary;
      lastRun.value = page.freshness.lastRun ?? null;
      newSince.value = page.freshness.newSince ?? null;
      if (!cursor || (!allLoaded.value && performance.now() - published > PUBLISH_MS)) {
        customers.value = found;
        published = performance.now();
      }
      if (!cursor) {
        allLoaded.value = true;
        loadedVersion = version;
      }
    });
  } while (cursor);
}

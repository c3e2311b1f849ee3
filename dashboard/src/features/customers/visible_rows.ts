/** The rows to show, filtered and sorted. An automatic refresh updates them but never moves them. */

import { computed, effect, signal } from "@preact/signals";
import { allLoaded, customers, type ListedCustomer } from "../../api/customers";
import { refreshRound } from "../../api/refresh";
import type { LevelCounts } from "../../api/types";
import { type CustomerFilter, filter, matchesFilter } from "./filters/filter";
import { sortCustomers } from "./order";

const sortSetting = computed(() => `${filter.value.sort} ${filter.value.order}`);

const sortedCustomers = computed(() => {
  // Depends on the order alone: sorting again at every other change of the filter is slow.
  void sortSetting.value;
  return sortCustomers(customers.value, filter.peek());
});

const filteredCustomers = computed(() => sortedCustomers.value.filter(matchesFilter(filter.value)));

/** How many customers of each level pass all filters but that by level. */
export const matchingCounts = computed<LevelCounts>(() => {
  const counts = { critical: 0, warning: 0, healthy: 0, unknown: 0 };
  for (const { row } of filteredCustomers.value) counts[row.alertLevel] += 1;
  return counts;
});

const wantedRows = computed(() => {
  const { level } = filter.value;
  if (!level.length) return filteredCustomers.value;
  return filteredCustomers.value.filter(({ row }) => level.includes(row.alertLevel));
});

/** The rows as shown. An automatic refresh changes their content, but not their order. */
export const rows = signal<readonly ListedCustomer[]>([]);
/** Whether applying the order again would move, add or remove rows. */
export const orderChanged = signal(false);

let appliedFilter: CustomerFilter | null = null;
let appliedRound = -1;

export function applyOrder(): void {
  appliedFilter = filter.peek();
  appliedRound = refreshRound.peek().number;
  rows.value = wantedRows.peek();
  orderChanged.value = false;
}

effect(() => {
  const next = wantedRows.value;
  const { number, byHand } = refreshRound.peek();
  const isNews = number !== appliedRound && !byHand && allLoaded.value && rows.peek().length > 0;
  if (filter.value !== appliedFilter || !isNews) applyOrder();
  else updateInPlace(next);
});

function updateInPlace(next: readonly ListedCustomer[]): void {
  const fresh = new Map(customers.peek().map((entry) => [entry.row.id, entry]));
  const kept = rows.peek().flatMap(({ row }) => fresh.get(row.id) ?? []);
  rows.value = kept;
  orderChanged.value =
    kept.length !== next.length || kept.some((entry, n) => entry.row.id !== next[n]?.row.id);
}

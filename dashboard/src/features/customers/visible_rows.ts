/** The rows to show, filtered and sorted. An automatic refresh updates them but never moves them. */

import { computed, effect, signal } from "@preact/signals";
import { allLoaded, customers, levelCounts, type ListedCustomer } from "../../api/customers";
import { EMPLOYEES, isMetric, LOGIN } from "../../api/metrics";
import { refreshRound } from "../../api/refresh";
import type { CustomerRow, LevelCounts } from "../../api/types";
import { language } from "../../i18n/language";
import { ownerName } from "../../ui/records/person";
import { type Column, type CustomerFilter, filter, matchesFilter } from "./filter";

const LEVEL_ORDER = { critical: 3, warning: 2, healthy: 1, unknown: 0 };

type SortKey = number | string | null;

function sortKey(row: CustomerRow, column: Column): SortKey {
  if (column === "level") return LEVEL_ORDER[row.alertLevel];
  if (column === "name") return null;
  if (column === "owner") return ownerName(row.owner) ?? null;
  if (column === "employeeChange30d") return row.employeeChange30d?.percent ?? null;
  if (column === EMPLOYEES) return row.numberofemployees;
  if (column === LOGIN) return row[LOGIN] ? Date.parse(row[LOGIN]) : null;
  return isMetric(column) ? (row.averages[column] ?? null) : null;
}

const collator = computed(() => new Intl.Collator(language.value, { numeric: true }));

/** Sorts by the column, then by name. Unknown values come last in both orders. */
function sortCustomers(
  all: readonly ListedCustomer[],
  { sort, order }: Pick<CustomerFilter, "sort" | "order">,
): ListedCustomer[] {
  const { compare } = collator.value;
  const byName = [...all].sort(
    (a, b) => compare(a.row.name, b.row.name) || (a.row.id < b.row.id ? -1 : 1),
  );
  const sign = order === "asc" ? 1 : -1;
  if (sort === "name") return sign === 1 ? byName : byName.reverse();
  const keyed = byName.map((entry) => ({ entry, key: sortKey(entry.row, sort) }));
  keyed.sort(({ key: a }, { key: b }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return (
      sign * (typeof a === "number" && typeof b === "number" ? a - b : compare(`${a}`, `${b}`))
    );
  });
  return keyed.map(({ entry }) => entry);
}

const sortSetting = computed(() => `${filter.value.sort} ${filter.value.order}`);

const sortedCustomers = computed(() => {
  // Depends on the order alone: sorting again at every other change of the filter is slow.
  void sortSetting.value;
  return sortCustomers(customers.value, filter.peek());
});

const filteredCustomers = computed(() => sortedCustomers.value.filter(matchesFilter(filter.value)));

export const cardCounts = computed<LevelCounts>(() => {
  // While rows are still loading, only the server knows the counts, and only without a filter.
  const counted = levelCounts.value;
  const unfiltered = filteredCustomers.value.length === customers.value.length;
  if (!allLoaded.value && counted && unfiltered) return counted;
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

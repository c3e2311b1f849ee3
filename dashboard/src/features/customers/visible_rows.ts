/** The rows to show: filtered, sorted, counted, and not moved under the reader's eyes. */

import { computed, effect, signal } from "@preact/signals";
import { isMetric, LOGIN, EMPLOYEES } from "../../api/metrics";
import type { CustomerRow, Summary } from "../../api/types";
import { language } from "../../i18n/language";
import { complete, type Entry, entries, summary } from "../../api/customers";
import { round } from "../../api/refresh";
import { type Column, type Filter, filter, passes } from "./filter";

const SEVERITY = { critical: 3, warning: 2, healthy: 1, unknown: 0 };

type Value = number | string | null;

function value(row: CustomerRow, column: Column): Value {
  if (column === "level") return SEVERITY[row.alertLevel];
  if (column === "name") return null;
  if (column === "owner") return row.owner?.name ?? row.owner?.email ?? null;
  if (column === "employeeChange30d") return row.employeeChange30d?.percent ?? null;
  if (column === EMPLOYEES) return row.numberofemployees;
  if (column === LOGIN) return row[LOGIN] ? Date.parse(row[LOGIN]) : null;
  return isMetric(column) ? (row.averages[column] ?? null) : null;
}

const collator = computed(() => new Intl.Collator(language.value, { numeric: true }));

/** What is not known comes last, either way; equal rows come by name. */
function sorted(all: readonly Entry[], { sort, order }: Pick<Filter, "sort" | "order">): Entry[] {
  const { compare } = collator.value;
  const byName = [...all].sort(
    (a, b) => compare(a.row.name, b.row.name) || (a.row.id < b.row.id ? -1 : 1),
  );
  const sign = order === "asc" ? 1 : -1;
  if (sort === "name") return sign === 1 ? byName : byName.reverse();
  const keyed = byName.map((entry) => ({ entry, key: value(entry.row, sort) }));
  keyed.sort(({ key: a }, { key: b }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : compare(`${a}`, `${b}`));
  });
  return keyed.map(({ entry }) => entry);
}

const order = computed(() => `${filter.value.sort} ${filter.value.order}`);

const inOrder = computed(() => {
  void order.value;
  return sorted(entries.value, filter.peek());
});

const passing = computed(() => inOrder.value.filter(passes(filter.value)));

export const counts = computed<Summary>(() => {
  // Before all have come, only the server can count, and it counts without a filter.
  const known = summary.value;
  if (!complete.value && known && passing.value.length === entries.value.length) return known;
  const found = { critical: 0, warning: 0, healthy: 0, unknown: 0 };
  for (const { row } of passing.value) found[row.alertLevel] += 1;
  return found;
});

const wanted = computed(() => {
  const { level } = filter.value;
  if (!level.length) return passing.value;
  return passing.value.filter(({ row }) => level.includes(row.alertLevel));
});

/** The rows as they stand. A refresh that nobody asked for changes them in their places only. */
export const rows = signal<readonly Entry[]>([]);
/** Whether they would stand otherwise by now. */
export const moved = signal(false);

let arrangedBy: Filter | null = null;
let arrangedRound = -1;

export function arrange(): void {
  arrangedBy = filter.peek();
  arrangedRound = round.peek().number;
  rows.value = wanted.peek();
  moved.value = false;
}

effect(() => {
  const next = wanted.value;
  const { number, byHand } = round.peek();
  const isNews = number !== arrangedRound && !byHand && complete.value && rows.peek().length > 0;
  if (filter.value !== arrangedBy || !isNews) arrange();
  else stay(next);
});

function stay(next: readonly Entry[]): void {
  const fresh = new Map(entries.peek().map((entry) => [entry.row.id, entry]));
  const kept = rows.peek().flatMap(({ row }) => fresh.get(row.id) ?? []);
  rows.value = kept;
  moved.value =
    kept.length !== next.length || kept.some((entry, n) => entry.row.id !== next[n]?.row.id);
}

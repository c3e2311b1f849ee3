/** Which customers, in what order: the address's parameters, by the names that the API gives them.
 * So a view can be shared as an address, kept by the API, and asked for as CSV. */

import { computed, signal } from "@preact/signals";
import type { ListedCustomer } from "../../api/customers";
import { foldText } from "../../api/customers";
import { isMetric } from "../../api/metrics";
import type { CompanyLevel, Metric, ViewFilters } from "../../api/types";
import { listQuery, path, setQuery } from "../../router";

export const LEVELS = ["critical", "warning", "healthy", "unknown"] as const;
const COLUMNS = ["level", "name", "owner", "employeeChange30d"] as const;
export type Column = (typeof COLUMNS)[number] | Metric;
export type Order = "asc" | "desc";

export interface CustomerFilter {
  search: string;
  level: readonly CompanyLevel[];
  metricLevel: readonly string[];
  metricResult: readonly string[];
  owner: string;
  growthMin: number | null;
  sort: Column;
  order: Order;
}

function isColumn(text: string | null): text is Column {
  return text !== null && ((COLUMNS as readonly string[]).includes(text) || isMetric(text));
}

function parseFilter(given: URLSearchParams): CustomerFilter {
  const sort = given.get("sort");
  const growth = Number.parseFloat(given.get("growthMin") ?? "");
  return {
    search: given.get("search") ?? "",
    level: LEVELS.filter((level) => given.getAll("level").includes(level)),
    metricLevel: given.getAll("metricLevel"),
    metricResult: given.getAll("metricResult"),
    owner: given.get("owner") ?? "",
    growthMin: Number.isFinite(growth) ? growth : null,
    sort: isColumn(sort) ? sort : "level",
    order: given.get("order") === "asc" ? "asc" : "desc",
  };
}

/** What is in the search field and not yet in the address. */
export const pendingSearch = signal<string | null>(null);
const TYPING_MS = 250;
let timer = 0;

export function search(text: string): void {
  pendingSearch.value = text;
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    if (path.value === "/") setQuery({ search: text }, "replace");
    pendingSearch.value = null;
  }, TYPING_MS);
}

export const filter = computed<CustomerFilter>(() => {
  const found = parseFilter(listQuery.value);
  return pendingSearch.value === null ? found : { ...found, search: pendingSearch.value };
});

/** All that narrows but the level, which the cards count. */
export function matchesFilter(of: CustomerFilter): (entry: ListedCustomer) => boolean {
  const text = foldText(of.search);
  const levels = splitPairs(of.metricLevel);
  const results = splitPairs(of.metricResult);
  return ({ row, searchText: known }) =>
    (!text || known.includes(text)) &&
    (!of.owner || (row.owner?.email ?? "none") === of.owner) &&
    (of.growthMin === null || (row.employeeChange30d?.percent ?? -Infinity) >= of.growthMin) &&
    levels.every(([metric, level]) => row.levels[metric] === level) &&
    results.every(([metric, result]) => (row as Record<string, unknown>)[metric] === result);
}

function splitPairs(given: readonly string[]): [string, string][] {
  return given.map((one) => {
    const at = one.lastIndexOf(":");
    return [one.slice(0, at), one.slice(at + 1)];
  });
}

export function isNarrowed(of: CustomerFilter): boolean {
  return Boolean(
    of.search || of.level.length || of.metricLevel.length || of.metricResult.length || of.owner,
  ) || of.growthMin !== null;
}

export const NO_FILTERS = {
  search: null,
  level: null,
  metricLevel: null,
  metricResult: null,
  owner: null,
  growthMin: null,
};

/** A saved view's filters as parameters. */
export function filterParams(filters: ViewFilters): URLSearchParams {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== "") found.append(name, String(one));
    }
  }
  if (found.get("sort") === "level") found.delete("sort");
  if (found.get("order") === "desc") found.delete("order");
  return found;
}

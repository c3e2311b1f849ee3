/** The list's filter and order, kept in the address under the API's own parameter names.
 *
 * So a filter can be shared as a link, stored by the API as a saved view, and sent for a CSV file. */

import { computed, signal } from "@preact/signals";
import { foldText, type ListedCustomer, newSince } from "../../../api/customers";
import { isMetric } from "../../../api/metrics";
import type { CompanyLevel, CustomerRow, Metric, ViewFilters } from "../../../api/types";
import { listQuery, path, setQuery } from "../../../router";

export const LEVELS = ["critical", "warning", "healthy", "unknown"] as const;
const COLUMNS = ["level", "name", "owner", "employeeChange30d", "score", "revenue"] as const;
export type Column = (typeof COLUMNS)[number] | Metric;
export type Order = "asc" | "desc";

export interface CustomerFilter {
  search: string;
  level: readonly CompanyLevel[];
  metricLevel: readonly string[];
  metricResult: readonly string[];
  owner: string;
  growthMin: number | null;
  /** Only customers that got worse since the run on the day before. */
  new: boolean;
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
    new: given.get("new") === "true",
    sort: isColumn(sort) ? sort : "level",
    order: given.get("order") === "asc" ? "asc" : "desc",
  };
}

/** The text of the search field that is not in the address yet, or null. */
const pendingSearch = signal<string | null>(null);
const TYPING_MS = 250;
let timer = 0;

export function search(text: string): void {
  pendingSearch.value = text;
  clearTimeout(timer);
  timer = window.setTimeout(commitSearch, TYPING_MS);
}

/** Puts the text of the search field into the address, without waiting for more of it. */
export function commitSearch(): void {
  clearTimeout(timer);
  const text = pendingSearch.peek();
  if (text !== null && path.value === "/") setQuery({ search: text }, "replace");
  pendingSearch.value = null;
}

export const filter = computed<CustomerFilter>(() => {
  const stored = parseFilter(listQuery.value);
  return pendingSearch.value === null ? stored : { ...stored, search: pendingSearch.value };
});

/** Applies every filter but the level: the cards count the levels of what passes. */
export function matchesFilter(wanted: CustomerFilter): (customer: ListedCustomer) => boolean {
  const text = foldText(wanted.search);
  const levels = splitPairs(wanted.metricLevel);
  const results = splitPairs(wanted.metricResult);
  return ({ row, searchText: known }) =>
    (!text || known.includes(text)) &&
    (!wanted.owner || (row.owner?.email ?? "none") === wanted.owner) &&
    (!wanted.new || isNew(row, newSince.value)) &&
    (wanted.growthMin === null ||
      (row.employeeChange30d?.percent ?? -Infinity) >= wanted.growthMin) &&
    levels.every(([metric, level]) => row.levels[metric] === level) &&
    results.every(([metric, result]) => (row as Record<string, unknown>)[metric] === result);
}

function isNew({ worsenedAt }: CustomerRow, since: string | null): boolean {
  return !!worsenedAt && !!since && Date.parse(worsenedAt) > Date.parse(since);
}

function splitPairs(given: readonly string[]): [string, string][] {
  return given.map((pair) => {
    const colon = pair.lastIndexOf(":");
    return [pair.slice(0, colon), pair.slice(colon + 1)];
  });
}

export function isNarrowed(wanted: CustomerFilter): boolean {
  const { search, level, metricLevel, metricResult, owner, growthMin } = wanted;
  const lists = [level, metricLevel, metricResult];
  const isSet = search !== "" || owner !== "" || growthMin !== null || wanted.new;
  return isSet || lists.some((list) => list.length);
}

export const NO_FILTERS = {
  search: null,
  level: null,
  metricLevel: null,
  metricResult: null,
  owner: null,
  growthMin: null,
  new: null,
};

/** Converts a saved view's filters to parameters of the address. */
export function filterParams(filters: ViewFilters): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && item !== "" && item !== false) params.append(name, String(item));
    }
  }
  if (params.get("sort") === "level") params.delete("sort");
  if (params.get("order") === "desc") params.delete("order");
  return params;
}

/** Returns parameters in one form, so that equal filters and orders are equal texts. */
export function canonical(params: URLSearchParams): string {
  return paramsOf(parseFilter(params)).toString();
}

export function paramsOf(wanted: CustomerFilter): URLSearchParams {
  return filterParams({ ...wanted } as Parameters<typeof filterParams>[0]);
}

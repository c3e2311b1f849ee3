/** The order of the list: the same as the API's, so that a CSV file has the order of the screen. */

import { foldText, type ListedCustomer } from "../../api/customers";
import { EMPLOYEES, isMetric, LOGIN } from "../../api/metrics";
import type { CustomerRow } from "../../api/types";
import { ownerName } from "../../ui/records/person";
import type { Column, CustomerFilter } from "./filter";

const LEVEL_ORDER = { critical: 3, warning: 2, healthy: 1, unknown: 0 };

/** Numbers are compared one after the other. */
type SortKey = string | readonly number[] | null;

function sortKey({ row, searchText }: ListedCustomer, column: Column): SortKey {
  if (column === "level") return urgency(row);
  if (column === "name") return searchText;
  if (column === "owner") {
    const owner = ownerName(row.owner);
    return owner === undefined ? null : foldText(owner);
  }
  const value = sortNumber(row, column);
  return value === undefined ? null : [value];
}

function sortNumber(row: CustomerRow, column: Column): number | undefined {
  if (column === "score") return row.score;
  if (column === "revenue") return row.revenue?.cents;
  if (column === "employeeChange30d") return row.employeeChange30d?.percent;
  if (column === EMPLOYEES) return row.numberofemployees;
  if (column === LOGIN) return lastLogin(row);
  return isMetric(column) ? row.averages[column] : undefined;
}

/** Who never logged in is the stalest. Without a level it is unknown whether somebody did. */
function lastLogin(row: CustomerRow): number | undefined {
  if (row[LOGIN]) return Date.parse(row[LOGIN]);
  return row.levels[LOGIN] === "none" ? undefined : 0;
}

/** More urgent is greater: the level, then the critical metrics, then a low health score, then
 * the revenue. A customer whose score or revenue is unknown is behind those that have one. */
function urgency({ alertLevel, criticals, score, revenue }: CustomerRow): readonly number[] {
  return [
    LEVEL_ORDER[alertLevel],
    criticals,
    score === undefined ? 0 : 101 - score,
    revenue === undefined ? 0 : Math.max(revenue.cents, 0) + 1,
  ];
}

function compareKeys(a: SortKey, b: SortKey): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    const n = a.findIndex((value, place) => value !== b[place]);
    return n < 0 ? 0 : a[n] - b[n];
  }
  return a === b ? 0 : `${a}` < `${b}` ? -1 : 1;
}

/** Sorts by the column, then by name, as the API does. Unknown values come last in both orders. */
export function sortCustomers(
  all: readonly ListedCustomer[],
  { sort, order }: Pick<CustomerFilter, "sort" | "order">,
): ListedCustomer[] {
  const sign = order === "asc" ? 1 : -1;
  const keyed = all.map((entry) => ({ entry, key: sortKey(entry, sort) }));
  keyed.sort(({ entry: one, key: a }, { entry: other, key: b }) => {
    if (a === null || b === null) {
      const unknown = Number(a === null) - Number(b === null);
      if (unknown) return unknown;
    }
    return (
      (a === null ? 0 : sign * compareKeys(a, b)) ||
      compareKeys(one.searchText, other.searchText) ||
      compareKeys(one.row.id, other.row.id)
    );
  });
  return keyed.map(({ entry }) => entry);
}

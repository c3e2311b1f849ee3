/** The order of the list: the same as the API's, so that a CSV file has the order of the screen. */

import { foldText, type ListedCustomer } from "../../api/customers";
import { EMPLOYEES, isMetric, LOGIN } from "../../api/metrics";
import type { CustomerRow } from "../../api/types";
import { ownerName } from "../../ui/records/person";
import type { Column, CustomerFilter } from "./filters/filter";

const LEVEL_ORDER = { critical: 3, warning: 2, healthy: 1, unknown: 0 };

/** Unknown values are null. */
type SortKey = string | number | null;

function sortKey({ row, searchText }: ListedCustomer, column: Column): SortKey {
  if (column === "level") return urgency(row);
  if (column === "name") return searchText;
  if (column === "owner") {
    const owner = ownerName(row.owner);
    return owner === undefined ? null : foldText(owner);
  }
  return sortNumber(row, column) ?? null;
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

/** More urgent is greater: the level, then the critical metrics, then a low health score. */
function urgency({ alertLevel, criticals, score }: CustomerRow): number {
  const health = score === undefined ? 0 : 101 - score;
  return (LEVEL_ORDER[alertLevel] * 10 + criticals) * 1000 + health;
}

/** Of the equally urgent, a customer whose revenue is unknown is behind those that have one. */
function revenueRank({ revenue }: CustomerRow): number {
  return revenue === undefined ? 0 : Math.max(revenue.cents, 0) + 1;
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorts by the column, then by name, as the API does. Unknown values come last in both orders. */
export function sortCustomers(
  all: readonly ListedCustomer[],
  { sort, order }: Pick<CustomerFilter, "sort" | "order">,
): ListedCustomer[] {
  const sign = order === "asc" ? 1 : -1;
  const keyed = all.map((entry) => ({
    entry,
    key: sortKey(entry, sort),
    second: sort === "level" ? revenueRank(entry.row) : 0,
  }));
  keyed.sort((one, other) => {
    if (one.key === null || other.key === null) {
      const unknown = Number(one.key === null) - Number(other.key === null);
      if (unknown) return unknown;
    } else {
      const known = compare(one.key, other.key) || compare(one.second, other.second);
      if (known) return sign * known;
    }
    return (
      compare(one.entry.searchText, other.entry.searchText) ||
      compare(one.entry.row.id, other.entry.row.id)
    );
  });
  return keyed.map(({ entry }) => entry);
}

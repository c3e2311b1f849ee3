/** The table's columns, left to right. */

import { EMPLOYEES, isMetric, LOGIN, PERCENTAGES } from "../../api/metrics";
import type { Words } from "../../i18n/en";
import { shortPercent } from "../../i18n/format";
import type { Column, Order } from "./filter";
import { TREND_SCALE } from "./sparkline";

export interface ColumnHead {
  key: Column | "trend";
  /** The suffix of a class in table.css that sets the width. */
  width: string;
  figure?: true;
  /** The order after the first click: what needs attention comes first. */
  firstOrder: Order;
}

export const COLUMN_HEADS: readonly ColumnHead[] = [
  { key: "level", width: "level", firstOrder: "desc" },
  { key: "name", width: "name", firstOrder: "asc" },
  { key: EMPLOYEES, width: "count", figure: true, firstOrder: "desc" },
  { key: "employeeChange30d", width: "change", figure: true, firstOrder: "asc" },
  { key: "trend", width: "trend", figure: true, firstOrder: "asc" },
  { key: LOGIN, width: "login", figure: true, firstOrder: "asc" },
  ...PERCENTAGES.map((key): ColumnHead => ({
    key,
    width: "percent",
    figure: true,
    firstOrder: "desc",
  })),
  { key: "owner", width: "owner", firstOrder: "asc" },
];

export function columnTitle(key: ColumnHead["key"], { list, metrics }: Words): string {
  if (isMetric(key)) return metrics[key].short;
  return {
    level: list.level,
    name: list.customer,
    owner: list.owner,
    trend: list.trend(shortPercent(TREND_SCALE)),
    employeeChange30d: list.change,
  }[key];
}

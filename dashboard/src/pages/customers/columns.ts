/** The table's columns, left to right. */

import { METRICS } from "../../api/metrics";
import type { Words } from "../../i18n/en";
import type { Column, Order } from "./filter";

export interface ColumnHead {
  key: Column | "trend";
  kind: "text" | "figure";
  /** The order that a first click asks for: what needs attention first. */
  first: Order;
}

export const HEADS: readonly ColumnHead[] = [
  { key: "level", kind: "text", first: "desc" },
  { key: "name", kind: "text", first: "asc" },
  { key: METRICS[0], kind: "figure", first: "desc" },
  { key: "employeeChange30d", kind: "figure", first: "asc" },
  { key: "trend", kind: "figure", first: "asc" },
  { key: METRICS[1], kind: "figure", first: "asc" },
  { key: METRICS[2], kind: "figure", first: "desc" },
  { key: METRICS[3], kind: "figure", first: "desc" },
  { key: METRICS[4], kind: "figure", first: "desc" },
  { key: "owner", kind: "text", first: "asc" },
];

export function headName(key: ColumnHead["key"], words: Words): string {
  const { list } = words;
  const named = {
    level: list.level,
    name: list.customer,
    owner: list.owner,
    trend: list.trend,
    employeeChange30d: list.change,
  };
  return key in named ? named[key as keyof typeof named] : words.metrics[key as (typeof METRICS)[number]].short;
}

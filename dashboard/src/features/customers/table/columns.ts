/** The table's columns, left to right, and which of them a person has hidden. */

import { computed, signal } from "@preact/signals";
import { EMPLOYEES, isMetric, LOGIN, PERCENTAGES } from "../../../api/metrics";
import type { Words } from "../../../i18n/en";
import { shortPercent } from "../../../i18n/format";
import { windowWidth } from "../../../ui/display/window_width";
import type { Column, Order } from "../filters/filter";
import { TREND_SCALE } from "./sparkline";

export type ColumnKey = Column | "trend" | "handling";

export interface ColumnHead {
  key: ColumnKey;
  /** In pixels, and no more than its values need. The name has what the others leave. */
  width?: number;
  figure?: true;
  /** The order after the first click: what needs attention comes first. Absent if the column does
   * not sort. */
  firstOrder?: Order;
}

const COLUMN_HEADS: readonly ColumnHead[] = [
  { key: "level", width: 164, firstOrder: "desc" },
  { key: "name", firstOrder: "asc" },
  { key: "score", width: 56, figure: true, firstOrder: "asc" },
  { key: "handling", width: 112 },
  { key: EMPLOYEES, width: 80, figure: true, firstOrder: "desc" },
  { key: "employeeChange30d", width: 88, figure: true, firstOrder: "asc" },
  { key: "trend", width: 88, figure: true },
  { key: LOGIN, width: 124, figure: true, firstOrder: "asc" },
  ...PERCENTAGES.map((key): ColumnHead => ({
    key,
    width: 84,
    figure: true,
    firstOrder: "desc",
  })),
  { key: "revenue", width: 112, figure: true, firstOrder: "desc" },
  { key: "owner", width: 116, firstOrder: "asc" },
];

const ALWAYS_SHOWN: readonly ColumnKey[] = ["level", "name"];
export const CHOOSABLE = COLUMN_HEADS.filter(({ key }) => !ALWAYS_SHOWN.includes(key));

const STORAGE_KEY = "hiddenColumns";
/** A small window shows fewer columns at first, so that the names have room. */
const HIDDEN_AT_FIRST = innerWidth < 1500 ? "trend revenue owner" : "revenue";

/** What is hidden is stored, and not what is shown: so a new column shows. */
export const hiddenColumns = signal<readonly string[]>(
  (localStorage.getItem(STORAGE_KEY) ?? HIDDEN_AT_FIRST).split(" "),
);

const LEAST_NAME_WIDTH = 160;
/** In a window below this width, in pixels, a level is only its shape. */
const SHAPES_BELOW = 640;

/** Returns the width below which the table scrolls. */
export function leastWidth(columns: readonly ColumnHead[]): number {
  return columns.reduce((sum, { width }) => sum + (width ?? LEAST_NAME_WIDTH), 0);
}

export const shownColumns = computed(() =>
  COLUMN_HEADS.filter(({ key }) => !hiddenColumns.value.includes(key)).map((head) =>
    head.key === "level" && windowWidth.value < SHAPES_BELOW ? { ...head, width: 72 } : head,
  ),
);

export function showColumn(key: ColumnKey, show: boolean): void {
  const others = hiddenColumns.peek().filter((hidden) => hidden !== key);
  hiddenColumns.value = show ? others : [...others, key];
  localStorage.setItem(STORAGE_KEY, hiddenColumns.peek().join(" "));
}

export function columnTitle(key: ColumnKey, { list, metrics }: Words): string {
  if (isMetric(key)) return metrics[key].short;
  return {
    level: list.level,
    name: list.customer,
    owner: list.owner,
    trend: list.trend(shortPercent(TREND_SCALE)),
    employeeChange30d: list.change,
    score: list.score,
    revenue: list.revenue,
    handling: list.handling,
  }[key];
}

/** A metric's history as a chart shows it. */

import { EMPLOYEES } from "../../api/metrics";
import type { MetricHistory, Thresholds } from "../../api/types";
import type { Series } from "./chart";

const SHOWN_DAYS = 90;
/** Days back to which the change of the number of employees is held. */
const BASELINE_DAYS = 30;

/** Employees need thirty days more: their thresholds lie below the number of thirty days before. */
export function daysToLoad(metric: string): number {
  return metric === EMPLOYEES ? SHOWN_DAYS + BASELINE_DAYS : SHOWN_DAYS;
}

export function chartSeries(history: MetricHistory): Series {
  const { dates, values, metric } = history;
  const from = Math.max(0, dates.length - SHOWN_DAYS);
  const line = (bound: keyof Thresholds) =>
    dates.map((date, n) => {
      const at = thresholdsOn(date, history)[bound];
      return metric === EMPLOYEES ? dropBy(values[n - BASELINE_DAYS], at) : at;
    });
  return {
    dates: dates.slice(from),
    values: values.slice(from),
    warning: line("warning").slice(from),
    critical: line("critical").slice(from),
    changes: history.ruleChanges.map(dayOf),
  };
}

/** Those of the last change up to a date. */
function thresholdsOn(date: string, { ruleChanges, thresholdsBefore }: MetricHistory): Thresholds {
  return ruleChanges.filter((one) => dayOf(one) <= date).at(-1)?.thresholds ?? thresholdsBefore;
}

function dayOf({ at }: { at: string }): string {
  return at.slice(0, 10);
}

function dropBy(count: number | null | undefined, percent: number): number | null {
  return count === null || count === undefined ? null : count * (1 - percent / 100);
}

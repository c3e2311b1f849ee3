/** Converts a metric's history to the series of a chart. */

import { EMPLOYEES } from "../../api/metrics";
import type { MetricHistory, Thresholds } from "../../api/types";
import type { Series } from "../../ui/display/chart";

const SHOWN_DAYS = 90;
/** The employees of a day are compared with those of this many days before. */
const BASELINE_DAYS = 30;

/** Returns how many days to load. Employees need 30 more, from which their thresholds follow. */
export function daysToLoad(metric: string): number {
  return metric === EMPLOYEES ? SHOWN_DAYS + BASELINE_DAYS : SHOWN_DAYS;
}

export function chartSeries(history: MetricHistory): Series {
  const { dates, values, metric } = history;
  const from = Math.max(0, dates.length - SHOWN_DAYS);
  const line = (bound: keyof Thresholds) =>
    dates.map((date, n) => {
      const threshold = thresholdsOn(date, history)[bound];
      return metric === EMPLOYEES ? dropBy(values[n - BASELINE_DAYS], threshold) : threshold;
    });
  return {
    dates: dates.slice(from),
    values: values.slice(from),
    warning: line("warning").slice(from),
    critical: line("critical").slice(from),
    changes: history.ruleChanges.map(dayOf),
  };
}

/** Returns the thresholds that were in force on a date. */
function thresholdsOn(date: string, { ruleChanges, thresholdsBefore }: MetricHistory): Thresholds {
  return (
    ruleChanges.filter((change) => dayOf(change) <= date).at(-1)?.thresholds ?? thresholdsBefore
  );
}

function dayOf({ at }: { at: string }): string {
  return at.slice(0, 10);
}

function dropBy(count: number | null | undefined, percent: number): number | null {
  return count === null || count === undefined ? null : count * (1 - percent / 100);
}

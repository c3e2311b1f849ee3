/** A metric's history as a chart shows it. */

import { EMPLOYEES } from "../../api/metrics";
import type { History, Thresholds } from "../../api/types";
import type { Series } from "./chart";

export const SHOWN = 90;
/** Days back to which the change of the number of employees is held. */
const BASELINE = 30;

/** Employees need thirty days more: their thresholds lie below the number of thirty days before. */
export function daysFor(metric: string): number {
  return metric === EMPLOYEES ? SHOWN + BASELINE : SHOWN;
}

export function seriesOf(history: History): Series {
  const { dates, values, metric } = history;
  const from = Math.max(0, dates.length - SHOWN);
  const line = (bound: keyof Thresholds) =>
    dates.map((date, n) => {
      const at = thresholdsOn(date, history)[bound];
      return metric === EMPLOYEES ? below(values[n - BASELINE], at) : at;
    });
  return {
    dates: dates.slice(from),
    values: values.slice(from),
    warning: line("warning").slice(from),
    critical: line("critical").slice(from),
    changes: history.ruleChanges.map(day),
  };
}

/** Those of the last change up to a date. */
function thresholdsOn(date: string, { ruleChanges, thresholdsBefore }: History): Thresholds {
  return ruleChanges.filter((one) => day(one) <= date).at(-1)?.thresholds ?? thresholdsBefore;
}

function day({ at }: { at: string }): string {
  return at.slice(0, 10);
}

function below(count: number | null | undefined, percent: number): number | null {
  return count === null || count === undefined ? null : count * (1 - percent / 100);
}

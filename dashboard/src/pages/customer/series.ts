/** A metric's history as a chart shows it. */

import { EMPLOYEES } from "../../api/metrics";
import type { History } from "../../api/types";
import type { Series } from "../../parts/chart";

export const SHOWN = 90;
/** Days back to which the change of the number of employees is held. */
const BASELINE = 30;

/** Employees need thirty days more: their thresholds lie below the number of thirty days before. */
export function daysFor(metric: string): number {
  return metric === EMPLOYEES ? SHOWN + BASELINE : SHOWN;
}

export function seriesOf(history: History): Series {
  const { dates, values, thresholds, metric } = history;
  const from = Math.max(0, dates.length - SHOWN);
  const lines = (bound: number) =>
    metric === EMPLOYEES
      ? values.map((_, n) => below(values[n - BASELINE], bound))
      : values.map(() => bound);
  return {
    dates: dates.slice(from),
    values: values.slice(from),
    warning: lines(thresholds.warning).slice(from),
    critical: lines(thresholds.critical).slice(from),
    changes: history.ruleChanges.map(({ at }) => at.slice(0, 10)),
  };
}

function below(count: number | null | undefined, percent: number): number | null {
  return count === null || count === undefined ? null : count * (1 - percent / 100);
}

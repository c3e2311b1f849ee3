/** Converts a metric's history to the series of a chart. */

import { EMPLOYEES } from "../../api/metrics";
import type { AlertTransition, MetricHistory, Thresholds } from "../../api/types";
import { words } from "../../i18n/language";
import type { Series, Threshold } from "../../ui/charts/series";
import { chartEvents, dayOf } from "./chart_events";
import { thresholdText } from "./value_text";

const SHOWN_DAYS = 90;
/** The employees of a day are compared with those of this many days before. */
const BASELINE_DAYS = 30;

/** Returns how many days to load. Employees need 30 more, from which their thresholds follow. */
export function daysToLoad(metric: string): number {
  return metric === EMPLOYEES ? SHOWN_DAYS + BASELINE_DAYS : SHOWN_DAYS;
}

export function chartSeries(history: MetricHistory, moves: readonly AlertTransition[]): Series {
  const { dates, values, metric } = history;
  const { customer: t } = words.value;
  const from = Math.max(0, dates.length - SHOWN_DAYS);
  const line = (level: keyof Thresholds, name: string): Threshold => {
    const byDate = dates.map((date) => thresholdsOn(date, history)[level]);
    const inForce = thresholdText(metric, byDate.at(-1) ?? history.thresholds[level]);
    const drawn =
      metric === EMPLOYEES
        ? byDate.map((percent, n) => dropBy(values[n - BASELINE_DAYS], percent))
        : byDate;
    return { level, label: `${name} ${inForce}`, values: drawn.slice(from) };
  };
  return {
    dates: dates.slice(from),
    values: values.slice(from),
    thresholds: [line("warning", t.warningLine), line("critical", t.criticalLine)],
    events: chartEvents(history, moves),
  };
}

/** Returns the thresholds that were in force on a date. */
function thresholdsOn(date: string, { ruleChanges, thresholdsBefore }: MetricHistory): Thresholds {
  return (
    ruleChanges.filter(({ at }) => dayOf(at) <= date).at(-1)?.thresholds ?? thresholdsBefore
  );
}

function dropBy(count: number | null | undefined, percent: number): number | null {
  return count === null || count === undefined ? null : count * (1 - percent / 100);
}

/** The values and thresholds of the metrics as short texts. */

import { EMPLOYEES, LOGIN } from "../../api/metrics";
import type { Metric } from "../../api/types";
import { number, oneDecimal, percent, shortPercent, signedPercent } from "../../i18n/format";
import { words } from "../../i18n/language";

/** Returns the format of a metric's values. Employees are whole: a threshold of 45.6 is crossed by
 * the 45th. */
export function valueFormat(metric: Metric): (value: number) => string {
  if (metric === EMPLOYEES) return (value) => number(Math.floor(value));
  if (metric === LOGIN) return oneDecimal;
  return percent;
}

/** Returns a rule's threshold: a decrease, days, or a percentage. */
export function thresholdText(metric: Metric, threshold: number): string {
  if (metric === EMPLOYEES) return signedPercent(-threshold);
  if (metric === LOGIN) return words.value.values.days(threshold);
  return shortPercent(threshold);
}

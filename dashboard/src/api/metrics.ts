/** The five metrics, by their names in the API. */

import type { Metric } from "./types";

export const EMPLOYEES = "numberofemployees";
export const LOGIN = "last_login_date_master_account";
export const OPEN_SHIFTS = "quarts_de_travail_ouverts_10_";
export const OUTSIDE_AVAILABILITY = "quarts_de_travail_attribues_hors_dispo_10";
const CONFLICTING_TIMECARDS = "quarts_problematiques_50";

export const METRICS = [
  EMPLOYEES,
  LOGIN,
  OPEN_SHIFTS,
  OUTSIDE_AVAILABILITY,
  CONFLICTING_TIMECARDS,
] as const satisfies readonly Metric[];

export const PERCENTAGES = [OPEN_SHIFTS, OUTSIDE_AVAILABILITY, CONFLICTING_TIMECARDS] as const;
export type PercentageMetric = (typeof PERCENTAGES)[number];

/** A percentage's result is "Yes" above this. */
export const RESULT_LIMITS: Readonly<Record<string, number>> = {
  [OPEN_SHIFTS]: 10,
  [OUTSIDE_AVAILABILITY]: 10,
  [CONFLICTING_TIMECARDS]: 50,
};

export function isMetric(text: string): text is Metric {
  return (METRICS as readonly string[]).includes(text);
}

export function isPercentage(metric: Metric): metric is PercentageMetric {
  return (PERCENTAGES as readonly string[]).includes(metric);
}

/** The result of a percentage in words: whether its average is above its limit. */

import { RESULT_LIMITS } from "../api/metrics";
import { shortPercent } from "./format";
import { words } from "./language";

/** Returns "Above 10%" for "Yes". An address can name what there is not: that is returned as is. */
export function resultText(metric: string, result: string): string {
  const phrases: Record<string, (limit: string) => string> = words.value.results;
  const limit = RESULT_LIMITS[metric];
  return limit === undefined ? result : (phrases[result]?.(shortPercent(limit)) ?? result);
}

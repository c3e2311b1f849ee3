/** A health score, and whether it is certain enough to judge by. */

import { number } from "../../i18n/format";

/** In percent. A score that rests on less is only an estimate, too little to judge. */
const ENOUGH = 50;

export const isEstimate = (coverage: number): boolean => coverage < ENOUGH;

/** Returns "49", or "≈ 49" for an estimate. */
export function scoreText(score: number, coverage: number): string {
  return `${isEstimate(coverage) ? "≈ " : ""}${number(score)}`;
}

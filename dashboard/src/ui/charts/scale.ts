/** The vertical axis of a chart. Its ticks are whole numbers, since half an employee makes no sense,
 * and evenly spaced. */

export interface Scale {
  low: number;
  high: number;
  ticks: readonly number[];
}

/** About how many intervals the ticks divide the axis into. */
const INTERVALS = 4;
const STEPS = [1, 2, 2.5, 5, 10];
/** The axis starts at 0, unless the lowest value is above this, and above this share of the highest:
 * then changes would be too small to see. */
const FAR_FROM_ZERO = 10;
const FAR_SHARE = 0.6;

export function scaleOf(values: readonly number[]): Scale {
  const top = Math.max(1, ...values);
  const bottom = Math.min(...values);
  const isBroken = bottom > Math.max(FAR_FROM_ZERO, top * FAR_SHARE);
  const step = wholeStep((top - (isBroken ? bottom : 0)) / INTERVALS);
  // Below the lowest value, so that no line lies on the axis and looks like zero.
  const low = isBroken ? (Math.ceil(bottom / step) - 1) * step : 0;
  const intervals = Math.ceil((top - low) / step);
  const ticks = Array.from({ length: intervals + 1 }, (_, n) => low + n * step);
  return { low, high: low + intervals * step, ticks };
}

/** Returns the first round number that is at least `least`, and whole. */
function wholeStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return STEPS.map((step) => step * power).find((n) => n >= least && Number.isInteger(n))!;
}

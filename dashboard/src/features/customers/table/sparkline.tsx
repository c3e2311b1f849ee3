/** A line of text height that shows the course of the number of employees.
 *
 * All rows have one scale, so that two of them can be compared: the change since the first week
 * that had employees, up to TREND_SCALE percent more or less. The dashed line is no change. Beyond
 * the scale a line is cut off. */

import { number, shortPercent, signedPercent } from "../../../i18n/format";
import { words } from "../../../i18n/language";

const WIDTH = 72;
const HEIGHT = 20;
export const TREND_SCALE = 30;

export function Sparkline({ counts }: { counts: readonly number[] }) {
  const first = counts.find((count) => count > 0);
  if (counts.length < 2 || first === undefined) return null;
  const { list: t } = words.value;
  const changes = counts.map((count) => (100 * (count - first)) / first);
  const x = (week: number) => (WIDTH * week) / (counts.length - 1);
  const y = (change: number) => (HEIGHT / 2) * (1 - change / TREND_SCALE);
  const points = changes.map((change, n) => `${x(n).toFixed(1)},${y(change).toFixed(1)}`);
  const label = [
    t.trendOf(counts.map(number).join(", ")),
    t.trendChange(signedPercent(changes.at(-1) ?? 0)),
    t.trendScale(shortPercent(TREND_SCALE)),
  ].join(" ");
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <title>{label}</title>
      <path d={`M0 ${HEIGHT / 2}H${WIDTH}`} stroke="currentColor" stroke-dasharray="1 3" />
      <polyline points={points.join(" ")} fill="none" stroke="currentColor" stroke-width="1.5" />
    </svg>
  );
}

/** The lines of a chart. Their box is stretched to the size of the chart, so they need no size in
 * pixels; what must not be stretched, such as texts, lies over them as HTML. */

import type { Scale } from "./scale";
import type { Series } from "./series";

interface LinesProps {
  series: Series;
  scale: Scale;
  /** The index of the day that is being read. */
  cursor: number | null;
}

/** Returns the distance of a day from the left, in percent. */
export function xOf(index: number, count: number): number {
  return count > 1 ? (100 * index) / (count - 1) : 50;
}

/** Returns the height of a value above the axis, in percent. */
export function heightOf(value: number, { low, high }: Scale): number {
  return (100 * (value - low)) / (high - low);
}

export function Lines({ series, scale, cursor }: LinesProps) {
  const { dates, values, thresholds, events } = series;
  const x = (index: number) => xOf(index, dates.length);
  const y = (value: number) => 100 - heightOf(value, scale);
  const vertical = (index: number) => `M${x(index)} 0V100`;
  const eventDays = new Set(events.map(({ date }) => date));
  const read = cursor === null ? null : (values[cursor] ?? null);
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      <path class="grid" d={scale.ticks.map((tick) => `M0 ${y(tick)}H100`).join("")} />
      {thresholds.map(({ level, values }) => (
        <path
          key={level}
          class={level}
          d={path(values, x, y, (to, at) => `H${to}V${at}`) + isolated(values, x, y, 1)}
        />
      ))}
      <path
        class="event"
        d={dates.map((date, n) => (eventDays.has(date) ? vertical(n) : "")).join("")}
      />
      <path class="values" d={path(values, x, y, (to, at) => `L${to} ${at}`)} />
      {/* A line of no length is a dot. */}
      <path class="dots" d={isolated(values, x, y, 0)} />
      {cursor !== null && <path class="cursor" d={vertical(cursor)} />}
      {cursor !== null && read !== null && <path class="dots read" d={`M${x(cursor)} ${y(read)}h0`} />}
    </svg>
  );
}

type Position = (of: number) => number;

/** Returns the path through the values, interrupted at each gap. */
function path(
  values: Series["values"],
  x: Position,
  y: Position,
  join: (x: number, y: number) => string,
): string {
  return values
    .map((value, n) => {
      if (value === null) return "";
      return isGap(values, n - 1) ? `M${x(n)} ${y(value)}` : join(x(n), y(value));
    })
    .join("");
}

/** Returns a short line for each value between two gaps, which would not show otherwise. */
function isolated(values: Series["values"], x: Position, y: Position, length: number): string {
  return values
    .map((value, n) => {
      const isAlone = value !== null && isGap(values, n - 1) && isGap(values, n + 1);
      return isAlone ? `M${x(n)} ${y(value)}h${length}` : "";
    })
    .join("");
}

function isGap(values: Series["values"], index: number): boolean {
  return (values[index] ?? null) === null;
}

/** Ninety days of a figure, with its thresholds. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { date, shortDate } from "../../i18n/format";
import { language } from "../../i18n/language";
import { resolveColour, colourVersion } from "../../ui/style/theme";

export interface Series {
  dates: readonly string[];
  values: readonly (number | null)[];
  /** By date, where they lie: a level may follow from an earlier value. */
  warning: readonly (number | null)[];
  critical: readonly (number | null)[];
  /** Dates on which the rule was changed. */
  changes: readonly string[];
}

interface ChartProps {
  of: Series;
  label: string;
  tell: (value: number) => string;
  /** The same for an axis, where there is less room. */
  mark?: (value: number) => string;
  children?: ComponentChildren;
}

const steps = UPlot.paths.stepped!({ align: 1 });
const seconds = (at: string): number => Date.parse(at) / 1000;
const isoDate = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

export function Chart({ of, label, tell, mark = tell, children }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const at = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const say = (text: string) => {
      if (at.current) at.current.textContent = text;
    };
    const plot = new UPlot(options(element, of, { tell, mark, say }), data(of), element);
    const watch = new ResizeObserver(() => plot.setSize(size(element)));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [of, colourVersion.value, language.value]);
  return (
    <>
      <div ref={frame} class="chart" role="img" aria-label={label} />
      <p class="under-chart">
        {children}
        <span ref={at} aria-hidden="true" />
      </p>
    </>
  );
}

function size(element: HTMLElement): { width: number; height: number } {
  return { width: element.clientWidth, height: element.clientHeight };
}

function data(of: Series): UPlot.AlignedData {
  return [of.dates.map(seconds), [...of.values], [...of.warning], [...of.critical]];
}

interface Labels {
  tell: (value: number) => string;
  mark: (value: number) => string;
  say: (text: string) => void;
}

function options(element: HTMLElement, of: Series, { tell, mark, say }: Labels): UPlot.Options {
  const quiet = resolveColour("quiet");
  const line = resolveColour("line");
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: quiet, font, ticks: { show: false } };
  const threshold = (token: string) => ({
    stroke: resolveColour(token),
    width: 1,
    dash: [5, 4],
    points: { show: false },
    paths: steps,
  });
  return {
    ...size(element),
    legend: { show: false },
    // Dates are dates, wherever the reader is.
    tzDate: (at) => UPlot.tzDate(new Date(at * 1000), "UTC"),
    padding: [6, 8, 0, 0],
    cursor: { y: false, drag: { setScale: false }, points: { size: 7 } },
    scales: { y: { range: (_, low, high) => yRange(of, low, high) } },
    series: [
      {},
      {
        stroke: resolveColour("accent"),
        width: 1.75,
        spanGaps: false,
        points: { show: true, size: 4, fill: resolveColour("accent"), filter: () => isolatedPoints(of.values) },
      },
      threshold("warning"),
      threshold("critical"),
    ],
    axes: [
      { ...axis, grid: { show: false }, size: 22, space: 70, values: (_, at) => at.map((one) => shortDate(isoDate(one))) },
      { ...axis, grid: { stroke: line, width: 1 }, size: 46, space: 34, values: (_, at) => at.map(mark) },
    ],
    hooks: {
      setCursor: [({ cursor: { idx } }) => say(hoverText(of, idx ?? null, tell))],
      draw: [(plot) => drawChanges(plot, of.changes, quiet)],
    },
  };
}

/** A value between two gaps is no line: it needs a dot. */
function isolatedPoints(values: Series["values"]): number[] {
  const gap = (n: number) => (values[n] ?? null) === null;
  return values.flatMap((_, n) => (!gap(n) && gap(n - 1) && gap(n + 1) ? [n] : []));
}

/** From nought, unless all of it lies far above, and never without height. */
function yRange(of: Series, low: number, high: number): [number, number] {
  const lines = [...of.warning, ...of.critical].filter((one) => one !== null);
  const top = Math.max(high ?? 0, ...lines, 1);
  const bottom = Math.min(low ?? 0, ...lines);
  return [bottom > top * 0.6 ? bottom - (top - bottom) * 0.2 - 1 : 0, top + (top - bottom) * 0.08];
}

function hoverText(of: Series, at: number | null, tell: Labels["tell"]): string {
  const value = at === null ? null : of.values[at];
  const on = at === null ? undefined : of.dates[at];
  return on && value !== null && value !== undefined ? `${date(on)}: ${tell(value)}` : "";
}

function drawChanges(plot: UPlot, changes: readonly string[], stroke: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = devicePixelRatio;
  for (const change of changes) {
    const x = Math.round(plot.valToPos(seconds(change), "x", true));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

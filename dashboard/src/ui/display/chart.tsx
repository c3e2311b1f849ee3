/** A line chart of a figure's history, with its thresholds. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { date, shortDate } from "../../i18n/format";
import { language } from "../../i18n/language";
import { colourVersion, resolveColour } from "../style/theme";

export interface Series {
  dates: readonly string[];
  values: readonly (number | null)[];
  /** The thresholds by date. They may differ from day to day, since some depend on earlier values. */
  warning: readonly (number | null)[];
  critical: readonly (number | null)[];
  /** The dates on which the rule was changed. */
  changes: readonly string[];
}

interface ChartProps {
  series: Series;
  label: string;
  format: (value: number) => string;
  /** Formats the values of the axis, where there is less room. */
  axisFormat?: (value: number) => string;
  children?: ComponentChildren;
}

const steps = UPlot.paths.stepped!({ align: 1 });
const seconds = (at: string): number => Date.parse(at) / 1000;
const isoDate = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

export function Chart({ series, label, format, axisFormat = format, children }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const hovered = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const showText = (text: string) => {
      if (hovered.current) hovered.current.textContent = text;
    };
    const formats = { format, axisFormat, showText };
    const plot = new UPlot(options(element, series, formats), data(series), element);
    const watch = new ResizeObserver(() => plot.setSize(size(element)));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [series, colourVersion.value, language.value]);
  return (
    <>
      <div ref={frame} class="chart" role="img" aria-label={label} />
      <p class="under-chart">
        {children}
        <span ref={hovered} aria-hidden="true" />
      </p>
    </>
  );
}

function size(element: HTMLElement): { width: number; height: number } {
  return { width: element.clientWidth, height: element.clientHeight };
}

function data(series: Series): UPlot.AlignedData {
  return [series.dates.map(seconds), [...series.values], [...series.warning], [...series.critical]];
}

interface ChartFormats {
  format: (value: number) => string;
  axisFormat: (value: number) => string;
  showText: (text: string) => void;
}

function options(element: HTMLElement, series: Series, formats: ChartFormats): UPlot.Options {
  const { format, axisFormat, showText } = formats;
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
    // A date is the same in every time zone.
    tzDate: (at) => UPlot.tzDate(new Date(at * 1000), "UTC"),
    padding: [6, 8, 0, 0],
    cursor: { y: false, drag: { setScale: false }, points: { size: 7 } },
    scales: { y: { range: (_, low, high) => yRange(series, low, high) } },
    series: [
      {},
      {
        stroke: resolveColour("accent"),
        width: 1.75,
        spanGaps: false,
        points: {
          show: true,
          size: 4,
          fill: resolveColour("accent"),
          filter: () => isolatedPoints(series.values),
        },
      },
      threshold("warning"),
      threshold("critical"),
    ],
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 22,
        space: 70,
        values: (_, days) => days.map((day) => shortDate(isoDate(day))),
      },
      {
        ...axis,
        grid: { stroke: line, width: 1 },
        size: 46,
        space: 34,
        values: (_, values) => values.map(axisFormat),
      },
    ],
    hooks: {
      setCursor: [({ cursor: { idx } }) => showText(hoverText(series, idx ?? null, format))],
      draw: [(plot) => drawChanges(plot, series.changes, quiet)],
    },
  };
}

/** Returns the indexes of values between two gaps, which would not show as a line. */
function isolatedPoints(values: Series["values"]): number[] {
  const gap = (n: number) => (values[n] ?? null) === null;
  return values.flatMap((_, n) => (!gap(n) && gap(n - 1) && gap(n + 1) ? [n] : []));
}

/** Starts the axis at 0, unless all values are far above it. The range is never empty. */
function yRange(series: Series, low: number, high: number): [number, number] {
  const lines = [...series.warning, ...series.critical].filter((value) => value !== null);
  const top = Math.max(high ?? 0, ...lines, 1);
  const bottom = Math.min(low ?? 0, ...lines);
  return [bottom > top * 0.6 ? bottom - (top - bottom) * 0.2 - 1 : 0, top + (top - bottom) * 0.08];
}

function hoverText(series: Series, at: number | null, format: ChartFormats["format"]): string {
  const value = at === null ? null : series.values[at];
  const on = at === null ? undefined : series.dates[at];
  return on && value !== null && value !== undefined ? `${date(on)}: ${format(value)}` : "";
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

/** A line chart of a figure's history, which can be read day by day with the arrow keys. */

import { useSignal } from "@preact/signals";
import { date, shortDate } from "../../i18n/format";
import { words } from "../../i18n/language";
import "./chart.css";
import { EventList, EventMarks, markedDays } from "./event_marks";
import { heightOf, Lines, xOf } from "./lines";
import { type Scale, scaleOf } from "./scale";
import { type Series, textsOn } from "./series";

interface ChartProps {
  series: Series;
  label: string;
  format: (value: number) => string;
  /** Formats the values of the axis, where there is less room. */
  axisFormat?: (value: number) => string;
}

export function Chart({ series, label, format, axisFormat = format }: ChartProps) {
  const { charts: t } = words.value;
  const cursor = useSignal<number | null>(null);
  const { dates, values, thresholds } = series;
  const known = withoutGaps(values);
  if (!known.length) return <p class="no-value quiet">{t.noValue}</p>;
  const lines = thresholds.flatMap((threshold) => withoutGaps(threshold.values));
  const scale = scaleOf([...known, ...lines]);
  const marked = markedDays(series);
  const last = dates.length - 1;

  const readByKey = (event: KeyboardEvent) => {
    const next = nextDay(event.key, cursor.value ?? last, last);
    if (next === undefined) return;
    event.preventDefault();
    cursor.value = next;
  };
  const readByPointer = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width } = (currentTarget as HTMLElement).getBoundingClientRect();
    cursor.value = clamp(Math.round(((clientX - left) / width) * last), last);
  };
  return (
    <figure class="chart">
      <div class={`plot rows-${Math.max(0, ...marked.map(({ row }) => row + 1))}`}>
        <YAxis scale={scale} format={axisFormat} />
        {/* Not "img": a screen reader must pass the arrow keys on. */}
        <div
          class="area"
          role="application"
          tabIndex={0}
          aria-roledescription={t.kind}
          aria-label={summary(series, label, format)}
          aria-keyshortcuts="ArrowLeft ArrowRight Home End"
          onKeyDown={readByKey}
          onFocus={() => void (cursor.value ??= last)}
          onBlur={() => void (cursor.value = null)}
          onPointerDown={readByPointer}
          onPointerMove={readByPointer}
          onPointerLeave={() => void (cursor.value = null)}
        >
          <Lines series={series} scale={scale} cursor={cursor.value} />
          <ThresholdLabels series={series} scale={scale} />
          <EventMarks days={marked} />
        </div>
        <XAxis dates={dates} />
      </div>
      <figcaption>
        <output>{cursor.value !== null && readingOf(series, cursor.value, format)}</output>
        {scale.low > 0 && <p>{t.axisStart(axisFormat(scale.low))}</p>}
        <EventList days={marked} series={series} />
      </figcaption>
    </figure>
  );
}

function withoutGaps(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function clamp(index: number, last: number): number {
  return Math.min(last, Math.max(0, index));
}

function nextDay(key: string, from: number, last: number): number | undefined {
  const days: Record<string, number> = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    Home: 0,
    End: last,
  };
  const next = days[key];
  return next === undefined ? undefined : clamp(next, last);
}

/** Returns the chart's name with the lowest, the highest and the newest value. */
function summary({ dates, values }: Series, label: string, format: ChartProps["format"]): string {
  const known = withoutGaps(values);
  const newest = values.findLastIndex((value) => value !== null);
  const range = `${format(Math.min(...known))} – ${format(Math.max(...known))}`;
  const { charts: t } = words.value;
  return `${t.on(label, range)}, ${t.on(date(dates[newest] ?? ""), format(values[newest] ?? 0))}`;
}

function readingOf(series: Series, index: number, format: ChartProps["format"]): string {
  const on = series.dates[index] ?? "";
  const value = series.values[index] ?? null;
  const reading = value === null ? words.value.charts.noValueOnDay : format(value);
  return words.value.charts.on(date(on), [reading, ...textsOn(on, series.events)].join(" · "));
}

function YAxis({ scale, format }: { scale: Scale; format: ChartProps["format"] }) {
  return (
    <div class="y-axis">
      {[...scale.ticks].reverse().map((tick) => (
        <span key={tick}>{format(tick)}</span>
      ))}
      {scale.low > 0 && (
        <svg class="axis-break" viewBox="0 0 10 10" aria-hidden="true">
          <path d="M0 6l2.5-4 2.5 6 2.5-6 2.5 4" />
        </svg>
      )}
    </div>
  );
}

/** The first and the last date, and two between them. */
function XAxis({ dates }: { dates: Series["dates"] }) {
  const last = dates.length - 1;
  const shown = new Set([0, 1, 2, 3].map((third) => Math.round((third * last) / 3)));
  return (
    <div class="x-axis">
      {[...shown].map((index) => {
        const x = xOf(index, dates.length);
        return (
          <span key={index} style={{ left: `${x}%`, transform: `translateX(-${x}%)` }}>
            {shortDate(dates[index] ?? "")}
          </span>
        );
      })}
    </div>
  );
}

/** In percent of the height of the chart. */
const LABEL_HEIGHT = 11;

/** Labels each line at its newest end, one label above the other where lines are close. */
function ThresholdLabels({ series: { thresholds }, scale }: { series: Series; scale: Scale }) {
  const labels = thresholds
    .flatMap(({ level, label, values }) => {
      const first = values.findIndex((value) => value !== null);
      const start = values[first];
      if (start === undefined || start === null) return [];
      const x = xOf(first, values.length);
      return [{ level, label, x, height: heightOf(start, scale) }];
    })
    .sort((a, b) => a.height - b.height);
  let free = 0;
  return (
    <>
      {labels.map(({ level, label, x, height }) => {
        const bottom = Math.max(height, free);
        free = bottom + LABEL_HEIGHT;
        return (
          <span
            key={level}
            class={`threshold-label ${level}`}
            style={{ bottom: `${bottom}%`, ...(x < 50 ? { left: `${x}%` } : { right: 0 }) }}
          >
            {label}
          </span>
        );
      })}
    </>
  );
}

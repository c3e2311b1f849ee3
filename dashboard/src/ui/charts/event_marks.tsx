/** The events of a chart: a number on each day that has one, and what happened in words below. */

import { shortDate } from "../../i18n/format";
import { words } from "../../i18n/language";
import { xOf } from "./lines";
import { type Series, textsOn } from "./series";

/** The days whose events are listed below the chart. The table has all. */
const LISTED = 4;
/** Marks that are closer than this, in percent of the width, stand one above the other. */
const CLOSE = 7;
const ROWS = 3;

interface MarkedDay {
  date: string;
  /** Counts from 1, the oldest first. */
  number: number;
  x: number;
  row: number;
}

export function markedDays({ dates, events }: Series): MarkedDay[] {
  const marked: MarkedDay[] = [];
  dates.forEach((date, n) => {
    if (!textsOn(date, events).length) return;
    const before = marked.at(-1);
    const x = xOf(n, dates.length);
    const row = before && x - before.x < CLOSE ? (before.row + 1) % ROWS : 0;
    marked.push({ date, number: marked.length + 1, x, row });
  });
  return marked;
}

export function EventMarks({ days }: { days: readonly MarkedDay[] }) {
  return (
    <>
      {days.map(({ date, number, x, row }) => (
        <span
          key={date}
          class={`event-mark row-${row}`}
          style={{ left: `${x}%` }}
          aria-hidden="true"
        >
          {number}
        </span>
      ))}
    </>
  );
}

export function EventList({ days, series }: { days: readonly MarkedDay[]; series: Series }) {
  const { charts: t } = words.value;
  if (!days.length) return null;
  const listed = days.slice(-LISTED);
  const earlier = days.length - listed.length;
  return (
    <div class="event-list">
      <ul aria-label={t.events}>
        {listed.map(({ date, number }) => (
          <li key={date}>
            <span class="event-mark">{number}</span>
            <span>{t.on(shortDate(date), textsOn(date, series.events).join("; "))}</span>
          </li>
        ))}
      </ul>
      {earlier > 0 && <p>{t.earlierEvents(earlier)}</p>}
    </div>
  );
}

/** The health score by day, as a chart and as a table. */

import { useMemo } from "preact/hooks";
import type { SectionData } from "../../api/context";
import { date, number, shortPercent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Chart, type Series } from "../../ui/display/chart";
import { Table } from "../../ui/display/table";

type DayScore = SectionData<"health">["history"][number];

/** The lower ends of the bands green and yellow. */
const GREEN = 70;
const YELLOW = 40;
/** A score that rests on less data than this percentage is not comparable with the others. */
const COMPARABLE = 50;
const SHOWN_DAYS = 90;
/** In milliseconds. */
const DAY = 86_400_000;

export function ScoreHistory({ history }: { history: readonly DayScore[] }) {
  const { context: t } = words.value;
  const series = useMemo(() => scoreSeries(history), [history]);
  const known = series.values.filter((value) => value !== null);
  const newestFirst = [...history].reverse();
  const range = `${number(Math.min(...known))} – ${number(Math.max(...known))}`;
  return (
    <>
      {known.length > 0 && (
        <Chart series={series} format={number} label={`${t.scoreHistory}: ${range}`}>
          <span class="legend">
            <span class="warning">{t.yellowBelow(number(GREEN))}</span>
            <span class="critical">{t.redBelow(number(YELLOW))}</span>
          </span>
        </Chart>
      )}
      <details>
        <summary>{t.scoreHistory}</summary>
        <Table
          label={t.scoreHistory}
          tight
          columns={[
            { title: t.day, show: (day) => date(day.date) },
            { title: t.sections.health, kind: "figure", show: (day) => number(day.score) },
            { title: t.basedOn, kind: "figure", show: (day) => shortPercent(day.coverage) },
          ]}
          rows={newestFirst}
          keyOf={(day) => day.date}
        />
      </details>
    </>
  );
}

/** Returns the values of the 90 days up to the newest one, with a gap for a day without a value, or
 * with one that is not comparable. */
function scoreSeries(history: readonly DayScore[]): Series {
  const byDate = new Map(history.map((day) => [day.date, day]));
  const last = Date.parse(history.at(-1)?.date ?? "");
  const dates = Array.from({ length: SHOWN_DAYS }, (_, n) =>
    new Date(last - (SHOWN_DAYS - 1 - n) * DAY).toISOString().slice(0, 10),
  );
  return {
    dates,
    values: dates.map((on) => {
      const day = byDate.get(on);
      return day && day.coverage >= COMPARABLE ? day.score : null;
    }),
    warning: dates.map(() => GREEN),
    critical: dates.map(() => YELLOW),
    changes: [],
  };
}

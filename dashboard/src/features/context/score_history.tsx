/** The health score by day, as a chart and as a table. */

import type { SectionData } from "../../api/customer/context";
import { date, number, shortPercent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Chart } from "../../ui/charts/chart";
import type { Series } from "../../ui/charts/series";
import { Table } from "../../ui/display/table";
import { isEstimate } from "../../ui/records/score";

type DayScore = SectionData<"health">["history"][number];

/** The lower ends of the bands green and yellow. */
const GREEN = 70;
const YELLOW = 40;
const SHOWN_DAYS = 90;
/** In milliseconds. */
const DAY = 86_400_000;

export function ScoreHistory({ history }: { history: readonly DayScore[] }) {
  const { context: t, charts } = words.value;
  const series = scoreSeries(history);
  const newestFirst = [...history].reverse();
  return (
    <>
      {series.values.some((value) => value !== null) ? (
        <Chart series={series} format={number} label={t.scoreHistory} />
      ) : (
        <p class="quiet">{t.noComparableScore}</p>
      )}
      <details class="value-table">
        <summary>{charts.showTable}</summary>
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
 * with an estimate: those are not comparable with the others. */
function scoreSeries(history: readonly DayScore[]): Series {
  const { context: t } = words.value;
  const byDate = new Map(history.map((day) => [day.date, day]));
  const last = Date.parse(history.at(-1)?.date ?? "");
  const dates = Array.from({ length: SHOWN_DAYS }, (_, n) =>
    new Date(last - (SHOWN_DAYS - 1 - n) * DAY).toISOString().slice(0, 10),
  );
  return {
    dates,
    values: dates.map((on) => {
      const day = byDate.get(on);
      return day && !isEstimate(day.coverage) ? day.score : null;
    }),
    thresholds: [
      { level: "warning", label: t.yellowBelow(number(GREEN)), values: dates.map(() => GREEN) },
      { level: "critical", label: t.redBelow(number(YELLOW)), values: dates.map(() => YELLOW) },
    ],
    events: [],
  };
}

/** The details of a percentage: by day, type, department and employee, and every record. */

import { api, dataOf } from "../../../api/client";
import { OPEN_SHIFTS, OUTSIDE_AVAILABILITY, type PercentageMetric } from "../../../api/metrics";
import { useResource } from "../../../api/resource";
import type { DrillDown } from "../../../api/types";
import { date, number, percent, shortDate, weekday } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Bar } from "../../../ui/display/bar";
import { Loaded } from "../../../ui/feedback/loaded";
import { Empty } from "../../../ui/feedback/placeholder";
import { Heatmap } from "./heatmap";
import { Origin } from "./origin";
import { ViolationTable } from "./violations";

export function PercentageDetails({ id, metric }: { id: string; metric: PercentageMetric }) {
  const found = useResource(`drill ${id} ${metric}`, () =>
    dataOf(
      api.GET("/customers/{company_id}/metrics/{metric}", {
        params: { path: { company_id: id, metric } },
      }),
    ),
  );
  return (
    <Loaded of={found} lines={12}>
      {(report) => <PercentageReport report={report} />}
    </Loaded>
  );
}

function PercentageReport({ report }: { report: DrillDown }) {
  const { drillDown: t } = words.value;
  const byEmployee = report.metric !== OPEN_SHIFTS;
  const measured = report.average != null;
  return (
    <div class="columns">
      <section class="box wide figures">
        <div>
          <strong>{report.average == null ? "–" : percent(report.average)}</strong>
          <span class="quiet">{t.average}</span>
        </div>
        <div>
          <strong>{measured ? number(report.total) : "–"}</strong>
          <span class="quiet">{t.countedRecords}</span>
        </div>
        <span class="quiet">{t.run(date(report.runDate))}</span>
        <Origin {...report} />
      </section>
      <DayTable report={report} />
      {measured ? (
        <>
          <div class="stack">
            {Object.keys(report.types).length > 0 && <TypeBars types={report.types} />}
            <DepartmentBars report={report} />
          </div>
          <section class="box wide">
            <h2>{heatmapTitle(report.metric)}</h2>
            <Heatmap
              days={report.days}
              groups={byEmployee ? report.employees : report.departments}
              unnamed={byEmployee ? t.noEmployee : t.noDepartment}
            />
          </section>
          <section class="box wide">
            <h2>{t.records}</h2>
            <ViolationTable report={report} />
          </section>
        </>
      ) : (
        <section class="box">
          <Empty title={t.notMeasured} hint={t.notMeasuredHint} />
        </section>
      )}
    </div>
  );
}

function heatmapTitle(metric: DrillDown["metric"]): string {
  const { drillDown: t } = words.value;
  if (metric === OUTSIDE_AVAILABILITY) return t.affected;
  return metric === OPEN_SHIFTS ? t.heatmap : t.employees;
}

function DayTable({ report }: { report: DrillDown }) {
  const { drillDown: t } = words.value;
  return (
    <section class="box">
      <h2>{t.perDay}</h2>
      <table class="rows tight">
        <thead>
          <tr>
            <th scope="col">{t.day}</th>
            <th scope="col" class="figure">
              {t.counted}
            </th>
            <th scope="col" class="figure">
              {t.outOf}
            </th>
            <th scope="col" class="figure">
              {t.share}
            </th>
            <td class="fills" />
          </tr>
        </thead>
        <tbody>
          {report.days.map((day) => (
            <tr key={day.date}>
              <th scope="row">
                <time dateTime={day.date}>
                  {weekday(day.date)} {shortDate(day.date)}
                </time>
              </th>
              {day.leftOut ? (
                <td colSpan={4} class="quiet">
                  {t.exclusionReasons[day.leftOut] ?? day.leftOut}
                </td>
              ) : (
                <>
                  <td class="figure">{number(day.part ?? 0)}</td>
                  <td class="figure quiet">{number(day.whole ?? 0)}</td>
                  <td class="figure">{percent(day.percent ?? 0)}</td>
                  <td class="fills">
                    <Bar share={(day.percent ?? 0) / 100} />
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function TypeBars({ types }: { types: DrillDown["types"] }) {
  const { drillDown: t } = words.value;
  const mostFirst = Object.entries(types).sort((a, b) => b[1] - a[1]);
  return (
    <CountBars
      title={t.types}
      rows={mostFirst.map(([type, count]) => [type, t.typeNames[type] ?? type, count])}
    />
  );
}

function DepartmentBars({ report }: { report: DrillDown }) {
  const { drillDown: t } = words.value;
  return (
    <CountBars
      title={t.departments}
      rows={report.departments.map(({ id, name, count }) => [
        id ?? "",
        name ?? id ?? t.noDepartment,
        count,
      ])}
    />
  );
}

interface CountBarsProps {
  title: string;
  /** Key, name and count. */
  rows: readonly (readonly [string, string, number])[];
}

function CountBars({ title, rows }: CountBarsProps) {
  const { drillDown: t } = words.value;
  const most = Math.max(1, ...rows.map(([, , count]) => count));
  return (
    <section class="box">
      <h2>{title}</h2>
      {rows.length === 0 && <p class="quiet">{t.nothingCounted}</p>}
      <table class="rows tight">
        <tbody>
          {rows.map(([key, name, count]) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td class="figure">{number(count)}</td>
              <td class="fills">
                <Bar share={count / most} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

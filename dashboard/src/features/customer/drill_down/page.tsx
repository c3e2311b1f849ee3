/** What is behind a percentage: days, departments, employees, and every shift or timecard. */

import { api, dataOf } from "../../../api/client";
import { EMPLOYEES, isMetric, LOGIN, OPEN_SHIFTS, OUTSIDE_AVAILABILITY } from "../../../api/metrics";
import type { PercentageMetric } from "../../../api/metrics";
import type { DrillDown, GroupCount } from "../../../api/types";
import { date, shortDate, number, percent, weekday } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Icon } from "../../../ui/display/icon";
import { Page } from "../../../ui/display/page";
import { Loaded } from "../../../ui/feedback/loaded";
import { Empty } from "../../../ui/feedback/placeholder";
import { pathSegment } from "../../../router";
import { useResource } from "../../../api/resource";
import { Bar } from "../../../ui/display/bar";
import { EmployeeDetails } from "./employees";
import { Heatmap } from "./heatmap";
import { LoginDetails } from "./login";
import { ViolationTable } from "./records";
import "./drill_down.css";

export default function DrillDownPage({ id, metric }: { id: string; metric: string }) {
  const { metrics, drillDown: t, common } = words.value;
  const customer = useResource(`customer ${id}`, () =>
    dataOf(api.GET("/customers/{company_id}", { params: { path: { company_id: id } } })),
  );
  if (!isMetric(metric)) {
    return (
      <Page title={common.notFound}>
        <Empty title={common.notFound} hint={common.notFoundHint} />
      </Page>
    );
  }
  return (
    <Page
      title={metrics[metric].name}
      lead={metrics[metric].description}
      before={
        <a class="back" href={`/customers/${pathSegment(id)}`}>
          <Icon name="back" />
          {t.back(customer.data.value?.name ?? id)}
        </a>
      }
    >
      {metric === EMPLOYEES ? (
        <EmployeeDetails id={id} />
      ) : metric === LOGIN ? (
        <LoginDetails id={id} />
      ) : (
        <PercentageDetails id={id} metric={metric} />
      )}
    </Page>
  );
}

function PercentageDetails({ id, metric }: { id: string; metric: PercentageMetric }) {
  const found = useResource(`drill ${id} ${metric}`, () =>
    dataOf(
      api.GET("/customers/{company_id}/metrics/{metric}", {
        params: { path: { company_id: id, metric } },
      }),
    ),
  );
  return (
    <Loaded of={found} lines={12}>
      {(data) => <PercentageReport of={data} />}
    </Loaded>
  );
}

function PercentageReport({ of }: { of: DrillDown }) {
  const { drillDown: t } = words.value;
  const byEmployee = of.metric !== OPEN_SHIFTS;
  return (
    <div class="columns">
      <section class="box wide figures">
        <div>
          <strong>{of.average === null || of.average === undefined ? "–" : percent(of.average)}</strong>
          <span class="quiet">{t.average}</span>
        </div>
        <div>
          <strong>{number(of.total)}</strong>
          <span class="quiet">{t.countedRecords}</span>
        </div>
        <span class="quiet">{t.run(date(of.runDate))}</span>
      </section>
      <DayTable of={of} />
      <div class="stack">
        {Object.keys(of.types).length > 0 && <TypeBars types={of.types} />}
        <DepartmentBars of={of} />
      </div>
      <section class="box wide">
        <h2>{of.metric === OUTSIDE_AVAILABILITY ? t.affected : byEmployee ? t.employees : t.heatmap}</h2>
        <Heatmap
          days={of.days.map((one) => one.date)}
          shares={byEmployee ? of.employees : of.departments}
          nobody={byEmployee ? t.noEmployee : t.noDepartment}
        />
      </section>
      <section class="box wide">
        <h2>{t.records}</h2>
        <ViolationTable of={of} />
      </section>
    </div>
  );
}

function DayTable({ of }: { of: DrillDown }) {
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
            <th scope="col" colSpan={2}>
              {t.share}
            </th>
          </tr>
        </thead>
        <tbody>
          {of.days.map((one) => (
            <tr key={one.date}>
              <th scope="row">
                {weekday(one.date)} {shortDate(one.date)}
              </th>
              {one.leftOut ? (
                <td colSpan={4} class="quiet">
                  {t.exclusionReasons[one.leftOut] ?? one.leftOut}
                </td>
              ) : (
                <>
                  <td class="figure">{number(one.part ?? 0)}</td>
                  <td class="figure quiet">{number(one.whole ?? 0)}</td>
                  <td class="figure">{percent(one.percent ?? 0)}</td>
                  <td class="fills">
                    <Bar share={(one.percent ?? 0) / 100} />
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
  const found = Object.entries(types).sort((a, b) => b[1] - a[1]);
  return (
    <CountBars
      title={t.types}
      rows={found.map(([type, count]) => [type, t.typeNames[type] ?? type, count])}
    />
  );
}

function DepartmentBars({ of }: { of: DrillDown }) {
  const { drillDown: t } = words.value;
  const name = (share: GroupCount) => share.name ?? share.id ?? t.noDepartment;
  return (
    <CountBars
      title={t.departments}
      rows={of.departments.map((share) => [share.id ?? "", name(share), share.count])}
    />
  );
}

function CountBars({ title, rows }: { title: string; rows: readonly (readonly [string, string, number])[] }) {
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

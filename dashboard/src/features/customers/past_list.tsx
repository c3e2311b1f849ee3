/** The list of customers as the run of a past day found it. What acts on today is not there. */

import { api, dataOf } from "../../api/client";
import { EMPLOYEES, LOGIN, PERCENTAGES } from "../../api/metrics";
import type { CustomerRow, ListParameters, Metric } from "../../api/types";
import { dateTime, number, percent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { pathSegment } from "../../router";
import { Level } from "../../ui/display/level";
import { Page } from "../../ui/display/page";
import { PastDayBanner } from "../../ui/display/past_day";
import { type Column, Table } from "../../ui/display/table";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Empty } from "../../ui/feedback/placeholder";
import { ownerName } from "../../ui/records/person";
import { scoreText } from "../../ui/records/score";
import { DayField } from "./day_field";
import { filter } from "./filters/filter";
import { FilterChips } from "./filters/filter_chips";

export function PastCustomers({ day }: { day: string }) {
  const { list, pastDays: t } = words.value;
  const wanted = parameters(day);
  const pages = usePages(`list ${JSON.stringify(wanted)}`, async (cursor) => {
    const page = await dataOf(
      api.GET("/customers", { params: { query: { ...wanted, ...cursor } } }),
    );
    return { items: page.customers, next: page.next, total: page.total };
  });
  const { total } = pages;
  return (
    <Page
      title={list.title}
      lead={total === undefined ? undefined : list.count(number(total), total === 1)}
    >
      <PastDayBanner day={day} />
      <p class="quiet">{t.unknown}</p>
      <div class="toolbar">
        <DayField />
      </div>
      <FilterChips />
      <PagedList
        pages={pages}
        lines={12}
        empty={<Empty title={list.emptyTitle} hint={list.empty} />}
      >
        {(rows) => (
          <section class="box">
            <Table label={t.table} columns={columns(day)} rows={rows} keyOf={({ id }) => id} />
          </section>
        )}
      </PagedList>
    </Page>
  );
}

/** The filter of the address in the API's parameters. What is new is known of today only. */
function parameters(day: string): ListParameters {
  const { new: _, growthMin, ...others } = filter.value;
  const { search, level, metricLevel, metricResult, owner, sort, order } = others;
  return {
    asOf: day,
    sort,
    order,
    ...(search && { search }),
    ...(owner && { owner }),
    ...(level.length && { level: [...level] }),
    ...(metricLevel.length && { metricLevel: [...metricLevel] }),
    ...(metricResult.length && { metricResult: [...metricResult] }),
    ...(growthMin !== null && { growthMin }),
  };
}

function columns(day: string): readonly [Column<CustomerRow>, ...Column<CustomerRow>[]] {
  const { list, metrics, pastDays: t } = words.value;
  return [
    {
      title: list.customer,
      show: ({ id, name, restated }) => (
        <>
          <a href={`/customers/${pathSegment(id)}?asOf=${day}`} data-row={id}>
            {name}
          </a>
          {restated && <small class="quiet"> {t.restatedRow}</small>}
        </>
      ),
    },
    { title: list.level, show: ({ alertLevel }) => <Level level={alertLevel} /> },
    {
      title: metrics[EMPLOYEES].short,
      kind: "figure",
      show: (row) => number(row.numberofemployees),
    },
    {
      title: metrics[LOGIN].short,
      kind: "figure",
      show: loginText,
    },
    ...PERCENTAGES.map(
      (metric): Column<CustomerRow> => ({
        title: metrics[metric].short,
        kind: "figure",
        show: (row) => average(row, metric),
      }),
    ),
    {
      title: list.score,
      kind: "figure",
      show: ({ score, scoreCoverage = 0 }) =>
        score === undefined ? "–" : scoreText(score, scoreCoverage),
    },
    { title: t.openAlerts, kind: "figure", show: openAlerts },
    { title: list.owner, kind: "quiet", show: ({ owner }) => ownerName(owner) ?? "–" },
  ];
}

/** Never, or unknown: without a level it is not certain that nobody logged in. */
function loginText(row: CustomerRow): string {
  if (row[LOGIN]) return dateTime(row[LOGIN]);
  return row.levels[LOGIN] === "none" ? "–" : words.value.values.never;
}

/** A dash stands for unknown, and no alert for 0. */
function openAlerts({ alertsKnown, openAlerts: found }: CustomerRow): string {
  return alertsKnown ? number(found.length) : "–";
}

function average(row: CustomerRow, metric: Metric): string {
  const value = row.averages[metric];
  return value === undefined ? "–" : percent(value);
}

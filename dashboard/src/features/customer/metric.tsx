/** One of the five metrics: its value, its age, and its course over 90 days. */

import { useMemo } from "preact/hooks";
import { api, dataOf } from "../../api/client";
import { EMPLOYEES, isPercentage, LOGIN } from "../../api/metrics";
import { useResource } from "../../api/resource";
import type { CustomerDetail, Metric, MetricHistory } from "../../api/types";
import {
  arrowed,
  date,
  number,
  oneDecimal,
  percent,
  shortPercent,
  signedPercent,
} from "../../i18n/format";
import { words } from "../../i18n/language";
import { pathSegment } from "../../router";
import { Chart } from "../../ui/display/chart";
import { Level } from "../../ui/display/level";
import { Ago } from "../../ui/display/time";
import { Loaded } from "../../ui/feedback/loaded";
import { chartSeries, daysToLoad } from "./series";

interface MetricProps {
  customer: CustomerDetail;
  metric: Metric;
}

export function MetricBox({ customer, metric }: MetricProps) {
  const { metrics, customer: t } = words.value;
  const fresh = customer.freshness[metric];
  return (
    <section class="box metric" aria-labelledby={metric}>
      <header>
        <h2 id={metric} title={metrics[metric].description}>
          {metrics[metric].name}
        </h2>
        <Level level={customer.levels[metric] ?? "none"} />
      </header>
      <MetricValue customer={customer} metric={metric} />
      <Trend id={customer.id} metric={metric} />
      <footer class="quiet">
        <span>{fresh && <Ago at={fresh} say={t.computedAt} />}</span>
        <a
          href={`/customers/${pathSegment(customer.id)}/metrics/${metric}`}
          aria-label={t.detailsOf(metrics[metric].name)}
        >
          {t.details}
        </a>
      </footer>
    </section>
  );
}

function MetricValue({ customer, metric }: MetricProps) {
  const { values } = words.value;
  if (metric === EMPLOYEES) {
    const growth = customer.employeeChange30d;
    return (
      <p class="value">
        <strong>{number(customer.numberofemployees)}</strong>
        <span class="quiet">
          {growth
            ? values.change30(`${arrowed(growth.count)} (${signedPercent(growth.percent)})`)
            : values.noChange}
        </span>
      </p>
    );
  }
  if (metric === LOGIN) {
    const at = customer[LOGIN];
    return (
      <p class="value">
        <strong class="words">
          {at ? <Ago at={at} say={values.lastSeen} /> : values.neverSeen}
        </strong>
      </p>
    );
  }
  const average = customer.averages[metric];
  const days = customer.coverage[metric];
  return (
    <p class="value">
      <strong>{average === undefined ? values.noData : percent(average)}</strong>
      <span class="quiet">
        {average !== undefined && `${words.value.results[customer[metric]]} · `}
        {days !== undefined && values.coverage(days)}
      </span>
    </p>
  );
}

function valueFormat(metric: Metric): (value: number) => string {
  if (metric === EMPLOYEES) return number;
  if (metric === LOGIN) return oneDecimal;
  return (value) => percent(value);
}

function Trend({ id, metric }: { id: string; metric: Metric }) {
  const history = useResource(`history ${id} ${metric}`, () =>
    dataOf(
      api.GET("/customers/{company_id}/history", {
        params: { path: { company_id: id }, query: { metric, days: daysToLoad(metric) } },
      }),
    ),
  );
  return (
    <Loaded of={history} lines={5}>
      {(found) => <TrendChart history={found} />}
    </Loaded>
  );
}

function TrendChart({ history }: { history: MetricHistory }) {
  const { customer: t, metrics } = words.value;
  const series = useMemo(() => chartSeries(history), [history]);
  const format = valueFormat(history.metric);
  const known = series.values.filter((value) => value !== null);
  if (!known.length) return <p class="chart quiet">{t.noHistory}</p>;
  const range = `${format(Math.min(...known))} – ${format(Math.max(...known))}`;
  const last = `${date(series.dates.at(-1) ?? "")}: ${format(known.at(-1) ?? 0)}`;
  return (
    <Chart
      series={series}
      format={format}
      {...(isPercentage(history.metric) ? { axisFormat: shortPercent } : {})}
      label={`${t.chart(metrics[history.metric].name)}: ${range}, ${last}`}
    >
      <span class="legend">
        <span class="warning">{t.warningLine}</span>
        <span class="critical">{t.criticalLine}</span>
      </span>
    </Chart>
  );
}

/** One of the five metrics: its value, its age, and its course over 90 days. */

import { api, dataOf } from "../../api/client";
import { EMPLOYEES, isPercentage, LOGIN } from "../../api/metrics";
import { useResource } from "../../api/resource";
import type { AlertTransition, CustomerDetail, Metric, MetricHistory } from "../../api/types";
import { arrowed, number, percent, shortPercent, signedPercent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { resultText } from "../../i18n/result";
import { pathSegment } from "../../router";
import { Chart } from "../../ui/charts/chart";
import { ValueTable } from "../../ui/charts/value_table";
import { Level } from "../../ui/display/level";
import { Ago } from "../../ui/display/time";
import { Loaded } from "../../ui/feedback/loaded";
import { Explanation } from "./explanation";
import { chartSeries, daysToLoad } from "./series";
import { valueFormat } from "./value_text";

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
      <Explanation id={customer.id} metric={metric} />
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
    const without = customer.levels[LOGIN] === "none" ? values.noData : values.neverSeen;
    return (
      <p class="value">
        <strong class="words">
          {at ? <Ago at={at} say={values.lastSeen} /> : without}
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
        {average !== undefined && `${resultText(metric, customer[metric])} · `}
        {days !== undefined && values.coverage(days)}
      </span>
    </p>
  );
}

/** More than an alert moves in 90 days. */
const NEWEST_MOVES = 200;

/** Loads both before it shows a chart, so that nothing jumps. Without the moves there is a chart. */
async function fetchTrend(id: string, metric: Metric) {
  const [history, moves] = await Promise.all([
    dataOf(
      api.GET("/customers/{company_id}/history", {
        params: { path: { company_id: id }, query: { metric, days: daysToLoad(metric) } },
      }),
    ),
    dataOf(
      api.GET("/alerts/{alert_key}/history", {
        params: { path: { alert_key: `${id}:${metric}` }, query: { limit: NEWEST_MOVES } },
      }),
    ).catch(() => undefined),
  ]);
  return { history, moves: moves?.transitions };
}

function Trend({ id, metric }: { id: string; metric: Metric }) {
  const trend = useResource(`trend ${id} ${metric}`, () => fetchTrend(id, metric));
  return (
    <Loaded of={trend} lines={5}>
      {({ history, moves }) => (
        <>
          <TrendChart history={history} moves={moves ?? []} />
          {!moves && <p class="quiet">{words.value.customer.noAlertEvents}</p>}
        </>
      )}
    </Loaded>
  );
}

interface TrendChartProps {
  history: MetricHistory;
  moves: readonly AlertTransition[];
}

function TrendChart({ history, moves }: TrendChartProps) {
  const { customer: t, metrics } = words.value;
  const { metric } = history;
  const chart = {
    series: chartSeries(history, moves),
    label: t.chart(metrics[metric].name),
    format: valueFormat(metric),
  };
  return (
    <>
      <Chart {...chart} {...(isPercentage(metric) ? { axisFormat: shortPercent } : {})} />
      <ValueTable {...chart} />
    </>
  );
}

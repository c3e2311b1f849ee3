/** A customer as the run of a past day found it, and what was restated since. */

import type { ComponentChildren } from "preact";
import { useDay } from "../../api/customer/days";
import { EMPLOYEES, LOGIN, METRICS } from "../../api/metrics";
import type { CustomerDay, DayFigures, Metric, PastAlert } from "../../api/types";
import { dateTime, number, percent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Level, LevelShape } from "../../ui/display/level";
import { Loaded } from "../../ui/feedback/loaded";
import { Empty } from "../../ui/feedback/placeholder";

export function PastDay({ id, day }: { id: string; day: string }) {
  return <Loaded of={useDay(id, day)}>{(found) => <DayOf found={found} />}</Loaded>;
}

function DayOf({ found }: { found: CustomerDay }) {
  const { customer: t, pastDays } = words.value;
  const { figures } = found;
  return (
    <div class="health">
      {figures ? (
        <section class="metrics" aria-label={t.metrics}>
          {METRICS.map((metric) => (
            <PastMetric key={metric} found={found} figures={figures} metric={metric} />
          ))}
        </section>
      ) : (
        <Empty title={pastDays.noRun} hint={pastDays.noRunHint} />
      )}
      <div class="side">
        <section class="box">
          <h2>{pastDays.alerts}</h2>
          <PastAlerts alerts={found.alerts} />
        </section>
      </div>
    </div>
  );
}

interface PastMetricProps {
  found: CustomerDay;
  figures: DayFigures;
  metric: Metric;
}

function PastMetric({ found, figures, metric }: PastMetricProps) {
  const { metrics, pastDays: t } = words.value;
  const changes = changesOf(figures, found.restated, metric);
  return (
    <section class="box metric" aria-labelledby={metric}>
      <header>
        <h2 id={metric}>{metrics[metric].name}</h2>
        <Level level={figures.levels[metric] ?? "none"} />
      </header>
      <p class="value">
        <strong class={metric === LOGIN ? "words" : ""}>{valueOf(figures, metric)}</strong>
      </p>
      {changes.map(({ at, before, after }) => (
        <p key={at} class="restated">
          <strong>{t.restated}</strong> {t.changed(dateTime(at), before, after)}
        </p>
      ))}
    </section>
  );
}

interface Change {
  at: string;
  before: string;
  after: string;
}

/** Returns how a figure, or its level, was restated. */
function changesOf(
  stood: DayFigures,
  restated: CustomerDay["restated"],
  metric: Metric,
): readonly Change[] {
  let before = inWords(stood, metric);
  const changes: Change[] = [];
  for (const { at, figures } of restated) {
    const after = inWords(figures, metric);
    if (after !== before) changes.push({ at, before, after });
    before = after;
  }
  return changes;
}

function inWords(figures: DayFigures, metric: Metric): string {
  const level = words.value.levels[figures.levels[metric] ?? "none"];
  return `${valueOf(figures, metric)} (${level})`;
}

function valueOf(figures: DayFigures, metric: Metric): string {
  const { values } = words.value;
  if (metric === EMPLOYEES) return number(figures.numberofemployees);
  if (metric === LOGIN) {
    const at = figures[LOGIN];
    if (at) return values.lastSeen(dateTime(at));
    return figures.levels[LOGIN] === "none" ? values.noData : values.neverSeen;
  }
  const average = figures.averages[metric];
  return average === undefined ? values.noData : percent(average);
}

function PastAlerts({ alerts }: { alerts: readonly PastAlert[] }) {
  const { metrics, levels, pastDays: t } = words.value;
  if (!alerts.length) return <Empty title={t.noAlerts} hint={t.noAlertsHint} />;
  return (
    <ul>
      {alerts.map((alert) => (
        <li key={alert.rule} class="alert">
          <h3 class={alert.severity}>
            <LevelShape level={alert.severity} label={levels[alert.severity]} />{" "}
            {metrics[alert.rule].name}
          </h3>
          <p class="quiet">
            {words.value.pastDays.opened(dateTime(alert.openedAt))}
          </p>
          <Decision alert={alert} />
        </li>
      ))}
    </ul>
  );
}

function Decision({ alert: { triage } }: { alert: PastAlert }): ComponentChildren {
  const { pastDays: t, alerts } = words.value;
  if (triage.kind === "open") return <p class="quiet">{t.undecided}</p>;
  return (
    <p class="quiet">
      {alerts.triageStates[triage.kind]} · {triage.who}
    </p>
  );
}

/** One customer: what is wrong, since when, and what to do about it. */

import type { ComponentType } from "preact";
import { api, dataOf } from "../../api/client";
import { METRICS } from "../../api/metrics";
import type { CustomerDetail } from "../../api/types";
import { words } from "../../i18n/language";
import { TriageButtons } from "../../ui/records/triage";
import { AlertMeta, alertText } from "../../ui/records/alert_details";
import { Icon } from "../../ui/display/icon";
import { Level, LevelShape } from "../../ui/display/level";
import { Page } from "../../ui/display/page";
import { Loaded } from "../../ui/feedback/loaded";
import { Empty } from "../../ui/feedback/placeholder";
import { Tabs } from "../../ui/controls/tabs";
import { Ago } from "../../ui/display/time";
import { listAddress, query } from "../../router";
import { useResource } from "../../api/resource";
import { MetricBox } from "./metric";
import { RecentEvents, Timeline } from "./timeline";
import "./customer.css";

interface CustomerProps {
  id: string;
  /** The tab "Context", which is a feature of its own. */
  ContextTab: ComponentType<{ customer: CustomerDetail }>;
}

export default function Customer({ id, ContextTab }: CustomerProps) {
  const resource = useResource(`customer ${id}`, () =>
    dataOf(api.GET("/customers/{company_id}", { params: { path: { company_id: id } } })),
  );
  const customer = resource.data.value;
  const { customer: t } = words.value;
  const tab = query.value.get("tab") ?? "";
  return (
    <Page
      title={customer?.name ?? id}
      before={
        <a class="back" href={listAddress.value}>
          <Icon name="back" />
          {t.back}
        </a>
      }
      beside={customer && <Level level={customer.alertLevel} />}
    >
      <Loaded of={resource} lines={10}>
        {(found) => (
          <>
            <CustomerFacts customer={found} />
            <Tabs
              label={t.tabs.label}
              name="tab"
              tabs={[
                ["", t.tabs.health],
                ["context", t.tabs.context],
                ["timeline", t.tabs.timeline],
              ]}
            />
            {tab === "timeline" ? (
              <Timeline id={id} />
            ) : tab === "context" ? (
              <ContextTab customer={found} />
            ) : (
              <HealthTab customer={found} />
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function CustomerFacts({ customer }: { customer: CustomerDetail }) {
  const { customer: t } = words.value;
  const { contact, location, owner, email, createdAt } = customer;
  const where = [location?.city, location?.province, location?.country].filter(Boolean).join(", ");
  const facts: readonly [string, preact.ComponentChildren][] = [
    [t.owner, owner?.name ?? owner?.email ?? t.noOwner],
    [t.contact, contact?.name],
    [t.phone, contact?.phone],
    [t.email, email && <a href={`mailto:${encodeURIComponent(email)}`}>{email}</a>],
    [t.location, where],
    [t.since, createdAt && <Ago at={createdAt} />],
  ];
  return (
    <dl class="summary">
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function HealthTab({ customer }: { customer: CustomerDetail }) {
  const { customer: t } = words.value;
  return (
    <div class="health">
      <section class="metrics" aria-label={t.metrics}>
        {METRICS.map((metric) => (
          <MetricBox key={metric} customer={customer} metric={metric} />
        ))}
      </section>
      <div class="side">
        <section class="box">
          <h2>{t.alerts}</h2>
          <ActiveAlerts customer={customer} />
        </section>
        <section class="box">
          <header>
            <h2>{t.recent}</h2>
            <a href="?tab=timeline">{t.allActivity}</a>
          </header>
          <RecentEvents id={customer.id} />
        </section>
      </div>
    </div>
  );
}

function ActiveAlerts({ customer }: { customer: CustomerDetail }) {
  const { customer: t, metrics, levels } = words.value;
  if (!customer.alerts.length) return <Empty title={t.noAlerts} hint={t.noAlertsHint} />;
  return (
    <ul>
      {customer.alerts.map((alert) => (
        <li key={alert.key} class="alert">
          <h3 class={alert.severity}>
            <LevelShape level={alert.severity} label={levels[alert.severity]} />{" "}
            {metrics[alert.rule].name}
          </h3>
          <p>{alertText(alert)}</p>
          <AlertMeta alert={alert} />
          <TriageButtons alert={alert} />
        </li>
      ))}
    </ul>
  );
}

/** One customer: its figures and alerts, its context, and its timeline. */

import type { ComponentChildren, ComponentType } from "preact";
import { useCustomer } from "../../api/customer/customer";
import { useExplanations } from "../../api/customer/explanations";
import { METRICS } from "../../api/metrics";
import type { CustomerDetail } from "../../api/types";
import { words } from "../../i18n/language";
import { listAddress, query } from "../../router";
import { Tabs } from "../../ui/controls/tabs";
import { Icon } from "../../ui/display/icon";
import { Level, LevelShape } from "../../ui/display/level";
import { Page } from "../../ui/display/page";
import { dayIn, PastDayBanner } from "../../ui/display/past_day";
import { OnDate } from "../../ui/display/time";
import { Loaded } from "../../ui/feedback/loaded";
import { Empty, Skeleton } from "../../ui/feedback/placeholder";
import { AlertMeta, alertText } from "../../ui/records/alert_details";
import { MailLink, ownerName } from "../../ui/records/person";
import { TriageButtons } from "../../ui/records/triage";
import "./customer.css";
import { DaySlider } from "./day_slider";
import { Forecast } from "./forecast";
import { MetricBox } from "./metric";
import { PastDay } from "./past_day";
import { RecentEvents, Timeline } from "./timeline";

interface CustomerProps {
  id: string;
  /** These are passed in, because they belong to other features. */
  ContextTab: ComponentType<{ customer: CustomerDetail }>;
  Neighbours: ComponentType<{ id: string }>;
  Actions: ComponentType<{ customer: CustomerDetail }>;
  OpenTickets: ComponentType<{ id: string }>;
}

export default function Customer(props: CustomerProps) {
  const { id, ContextTab, Neighbours, Actions, OpenTickets } = props;
  const resource = useCustomer(id);
  const customer = resource.data.value;
  const { customer: t } = words.value;
  const tab = query.value.get("tab");
  const pastDay = tab ? null : dayIn(query.value);
  return (
    <Page
      title={customer?.name ?? id}
      before={
        <div class="trail">
          <a class="back" href={listAddress.value}>
            <Icon name="back" />
            {t.back}
          </a>
          <Neighbours id={id} />
        </div>
      }
      beside={
        customer &&
        !pastDay && (
          <>
            <Level level={customer.alertLevel} />
            {!tab && <Actions customer={customer} />}
          </>
        )
      }
    >
      <Loaded of={resource} lines={10}>
        {(found) => (
          <>
            <CustomerFacts customer={found} />
            <Tabs
              label={t.tabs.label}
              tabs={[
                [
                  "",
                  t.tabs.health,
                  () => (
                    <>
                      <DaySlider id={id} day={pastDay} />
                      {pastDay ? (
                        <>
                          <PastDayBanner day={pastDay} />
                          <PastDay id={id} day={pastDay} />
                        </>
                      ) : (
                        <HealthTab customer={found} OpenTickets={OpenTickets} />
                      )}
                    </>
                  ),
                ],
                ["context", t.tabs.context, () => <ContextTab customer={found} />],
                ["timeline", t.tabs.timeline, () => <Timeline id={id} />],
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function CustomerFacts({ customer }: { customer: CustomerDetail }) {
  const { customer: t } = words.value;
  const { contact, location, owner, email, createdAt } = customer;
  const place = [location?.city, location?.province, location?.country].filter(Boolean).join(", ");
  const facts: readonly [string, ComponentChildren][] = [
    [t.owner, ownerName(owner) ?? t.noOwner],
    [t.contact, contact?.name],
    [t.phone, contact?.phone],
    [t.email, email && <MailLink email={email} />],
    [t.location, place],
    [t.since, createdAt && <OnDate at={createdAt} />],
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

interface HealthTabProps extends Pick<CustomerProps, "OpenTickets"> {
  customer: CustomerDetail;
}

function HealthTab({ customer, OpenTickets }: HealthTabProps) {
  const { customer: t } = words.value;
  const explanations = useExplanations(customer.id);
  // Shown together with the figures: what comes later would push them down.
  if (!explanations.data.value && !explanations.failure.value) return <Skeleton lines={12} />;
  return (
    <div class="health">
      <section class="box">
        <h2>{t.alerts}</h2>
        <ActiveAlerts customer={customer} />
      </section>
      <section class="metrics" aria-label={t.metrics}>
        {METRICS.map((metric) => (
          <MetricBox key={metric} customer={customer} metric={metric} />
        ))}
      </section>
      <div class="side">
        <OpenTickets id={customer.id} />
        <section class="box">
          <header>
            <h2>{t.recent}</h2>
            <a href="?tab=timeline">{t.allActivity}</a>
          </header>
          <RecentEvents id={customer.id} />
        </section>
        <Forecast id={customer.id} />
      </div>
    </div>
  );
}

function ActiveAlerts({ customer }: { customer: CustomerDetail }) {
  const { customer: t, metrics, levels } = words.value;
  if (!customer.alerts.length) {
    const dark = METRICS.filter((metric) => (customer.levels[metric] ?? "none") === "none");
    const names = dark.map((metric) => metrics[metric].name).join(", ");
    const some = dark.length ? t.noAlertsKnown(names) : t.noAlertsHint;
    return <Empty title={t.noAlerts} hint={dark.length === METRICS.length ? t.noFigures : some} />;
  }
  return (
    <ul>
      {customer.alerts.map((alert) => (
        <li key={alert.key} class="alert" data-keys>
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

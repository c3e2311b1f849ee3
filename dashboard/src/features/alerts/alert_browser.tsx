/** A list of alerts with filters, which are parameters of the address. */

import { METRICS } from "../../api/metrics";
import type { AlertFilters } from "../../api/types";
import { words } from "../../i18n/language";
import { query, setQuery } from "../../router";
import { currentUser } from "../../session/session";
import { Select } from "../../ui/controls/select";
import { NothingFound } from "../../ui/feedback/nothing_found";
import { PagedList } from "../../ui/feedback/paged_list";
import { Empty } from "../../ui/feedback/placeholder";
import { AlertGroups } from "./alert_list";
import { useAlertPages } from "./alert_pages";
import { Ongoing } from "./ongoing";

const SEVERITIES = ["critical", "warning"] as const;
const DECISIONS = ["acknowledged", "snoozed", "dismissed", "handled"] as const;
const SORTS = ["date"] as const;

type List = "open" | "inHand" | "past";

/** Returns a parameter of the address if it has one of the known values, or "". */
function paramOneOf<T extends string>(name: string, known: readonly T[]): T | "" {
  const text = query.value.get(name);
  return known.find((value) => value === text) ?? "";
}

function chosenFilters(): AlertFilters {
  const rule = paramOneOf("rule", METRICS);
  const severity = paramOneOf("severity", SEVERITIES);
  const owner = query.value.get("owner") ?? "";
  return {
    sort: paramOneOf("sort", SORTS) || "severity",
    ...(rule && { rule }),
    ...(severity && { severity }),
    ...(owner && { owner }),
  };
}

export function AlertBrowser({ list }: { list: List }) {
  const filters = chosenFilters();
  const decision = paramOneOf("triage", DECISIONS);
  return (
    <>
      <AlertFilterPanel list={list} />
      {list === "past" ? (
        <PastAlerts filters={{ ...filters, ...(decision && { triage: decision }) }} />
      ) : (
        <Ongoing
          filters={{ ...filters, triage: list === "open" ? "open" : decision || "decided" }}
          empty={<NoAlerts list={list} />}
        />
      )}
    </>
  );
}

function PastAlerts({ filters }: { filters: AlertFilters }) {
  const pages = useAlertPages({ ...filters, state: "past" });
  return (
    <PagedList pages={pages} lines={10} empty={<NoAlerts list="past" />}>
      {(alerts) => (
        <AlertGroups groups={alerts.map((alert) => ({ key: alert.key, alerts: [alert] }))} />
      )}
    </PagedList>
  );
}

function NoAlerts({ list }: { list: List }) {
  const { emptyTitle, empty, none } = words.value.alerts;
  const names = ["rule", "severity", "owner", ...(list === "open" ? [] : ["triage"])];
  const narrowed = names.some((name) => query.value.has(name));
  if (narrowed) return <Empty title={emptyTitle} hint={empty} />;
  return <NothingFound {...none[list]} />;
}

function AlertFilterPanel({ list }: { list: List }) {
  const { alerts: t, metrics, levels, list: customers, review } = words.value;
  const mine = currentUser()?.email ?? "";
  return (
    <div class="filters inline">
      <Select
        label={t.rule}
        value={paramOneOf("rule", METRICS)}
        options={[["", customers.any], ...METRICS.map((key) => [key, metrics[key].name] as const)]}
        onChange={(rule) => setQuery({ rule })}
      />
      <Select
        label={t.severity}
        value={paramOneOf("severity", SEVERITIES)}
        options={[["", t.any], ...SEVERITIES.map((key) => [key, levels[key]] as const)]}
        onChange={(severity) => setQuery({ severity })}
      />
      {list !== "open" && (
        <Select
          label={t.decision}
          value={paramOneOf("triage", DECISIONS)}
          options={[["", t.any], ...DECISIONS.map((key) => [key, t.triageStates[key]] as const)]}
          onChange={(triage) => setQuery({ triage })}
        />
      )}
      <Select
        label={t.owner}
        value={query.value.get("owner") ?? ""}
        options={[
          ["", customers.any],
          [mine, review.mine],
          ["none", customers.noOwner],
        ]}
        onChange={(owner) => setQuery({ owner })}
      />
      <Select
        label={t.sort}
        value={paramOneOf("sort", SORTS)}
        options={[
          ["", t.bySeverity],
          ["date", t.byDate],
        ]}
        onChange={(sort) => setQuery({ sort })}
      />
    </div>
  );
}

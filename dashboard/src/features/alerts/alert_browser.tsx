/** Alerts by type, severity, decision and owner; what is chosen is in the address. */

import { api, dataOf } from "../../api/client";
import { METRICS } from "../../api/metrics";
import { number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { AlertList } from "./alert_list";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Select } from "../../ui/controls/select";
import { Empty } from "../../ui/feedback/placeholder";
import { query, setQuery } from "../../router";
import { currentUser } from "../../session/session";

const SEVERITIES = ["critical", "warning"] as const;
const TRIAGES = ["open", "acknowledged", "snoozed", "dismissed", "handled"] as const;

const SORTS = ["date"] as const;

type State = "active" | "past";

/** One of the values known, or nothing. */
function paramOneOf<T extends string>(name: string, known: readonly T[]): T | "" {
  const given = query.value.get(name);
  return known.find((one) => one === given) ?? "";
}

function useAlerts(state: State) {
  const rule = paramOneOf("rule", METRICS);
  const severity = paramOneOf("severity", SEVERITIES);
  const triage = paramOneOf("triage", TRIAGES);
  const owner = query.value.get("owner") ?? "";
  const sort: "date" | "severity" = paramOneOf("sort", SORTS) || "severity";
  const wanted = {
    state,
    sort,
    ...(rule && { rule }),
    ...(severity && { severity }),
    ...(triage && { triage }),
    ...(owner && { owner }),
  };
  return usePages(`alerts ${JSON.stringify(wanted)}`, async (cursor) => {
    const page = await dataOf(
      api.GET("/alerts", { params: { query: { ...wanted, ...cursor } } }),
    );
    return { items: page.alerts, next: page.next, total: page.total };
  });
}

export function AlertBrowser({ state }: { state: State }) {
  const { alerts: t } = words.value;
  const pages = useAlerts(state);
  return (
    <>
      <AlertFilters />
      <PagedList pages={pages} lines={10} empty={<NoAlerts state={state} />}>
        {(alerts) => (
          <>
            {pages.total !== undefined && (
              <p class="quiet" role="status">
                {t.count(number(pages.total), pages.total === 1)}
              </p>
            )}
            <AlertList alerts={alerts} />
          </>
        )}
      </PagedList>
    </>
  );
}

function NoAlerts({ state }: { state: State }) {
  const { alerts: t } = words.value;
  const narrowed = ["rule", "severity", "triage", "owner"].some((name) => query.value.has(name));
  if (narrowed) return <Empty title={t.emptyTitle} hint={t.empty} />;
  if (state === "past") return <Empty title={t.noPastTitle} hint={t.noPast} />;
  return <Empty title={t.noActiveTitle} hint={t.noActive} />;
}

function AlertFilters() {
  const { alerts: t, metrics, levels, list, review } = words.value;
  const mine = currentUser()?.email ?? "";
  return (
    <div class="filters inline">
      <Select
        label={t.rule}
        value={paramOneOf("rule", METRICS)}
        options={[["", t.any], ...METRICS.map((one) => [one, metrics[one].name] as const)]}
        onChange={(rule) => setQuery({ rule })}
      />
      <Select
        label={t.severity}
        value={paramOneOf("severity", SEVERITIES)}
        options={[["", t.any], ...SEVERITIES.map((one) => [one, levels[one]] as const)]}
        onChange={(severity) => setQuery({ severity })}
      />
      <Select
        label={t.decision}
        value={paramOneOf("triage", TRIAGES)}
        options={[["", t.any], ...TRIAGES.map((one) => [one, t.triageStates[one]] as const)]}
        onChange={(triage) => setQuery({ triage })}
      />
      <Select
        label={t.owner}
        value={query.value.get("owner") ?? ""}
        options={[
          ["", list.any],
          [mine, review.mine],
          ["none", list.noOwner],
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

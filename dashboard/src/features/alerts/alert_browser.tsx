/** A list of alerts with filters, which are parameters of the address. */

import { api, dataOf } from "../../api/client";
import { METRICS } from "../../api/metrics";
import { number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { query, setQuery } from "../../router";
import { currentUser } from "../../session/session";
import { Select } from "../../ui/controls/select";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Empty } from "../../ui/feedback/placeholder";
import { AlertList } from "./alert_list";

const SEVERITIES = ["critical", "warning"] as const;
const TRIAGES = ["open", "acknowledged", "snoozed", "dismissed", "handled"] as const;

const SORTS = ["date"] as const;

type State = "active" | "past";

/** Returns a parameter of the address if it has one of the known values, or "". */
function paramOneOf<T extends string>(name: string, known: readonly T[]): T | "" {
  const text = query.value.get(name);
  return known.find((value) => value === text) ?? "";
}

function useAlerts(state: State) {
  const rule = paramOneOf("rule", METRICS);
  const severity = paramOneOf("severity", SEVERITIES);
  const triage = paramOneOf("triage", TRIAGES);
  const owner = query.value.get("owner") ?? "";
  const sort: "date" | "severity" = paramOneOf("sort", SORTS) || "severity";
  const filters = {
    state,
    sort,
    ...(rule && { rule }),
    ...(severity && { severity }),
    ...(triage && { triage }),
    ...(owner && { owner }),
  };
  return usePages(`alerts ${JSON.stringify(filters)}`, async (cursor) => {
    const page = await dataOf(api.GET("/alerts", { params: { query: { ...filters, ...cursor } } }));
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
        options={[["", t.any], ...METRICS.map((key) => [key, metrics[key].name] as const)]}
        onChange={(rule) => setQuery({ rule })}
      />
      <Select
        label={t.severity}
        value={paramOneOf("severity", SEVERITIES)}
        options={[["", t.any], ...SEVERITIES.map((key) => [key, levels[key]] as const)]}
        onChange={(severity) => setQuery({ severity })}
      />
      <Select
        label={t.decision}
        value={paramOneOf("triage", TRIAGES)}
        options={[["", t.any], ...TRIAGES.map((key) => [key, t.triageStates[key]] as const)]}
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

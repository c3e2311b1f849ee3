/** A list of alerts, a block for each customer. */

import { isOngoing } from "../../api/alerts";
import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";
import type { Alert } from "../../api/types";
import { isolate, number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { pathSegment } from "../../router";
import { Dialog } from "../../ui/controls/dialog";
import { openDialog } from "../../ui/controls/dialogs";
import { Level } from "../../ui/display/level";
import { Loaded } from "../../ui/feedback/loaded";
import { AlertMeta, alertText } from "../../ui/records/alert_details";
import { AlertMoves } from "../../ui/records/alert_moves";
import { ownerName } from "../../ui/records/person";
import { AcknowledgeButton, TriageButtons } from "../../ui/records/triage";

interface Group {
  key: string;
  alerts: readonly [Alert, ...Alert[]];
}

/** Puts neighbours of one customer together. */
export function groupByCustomer(alerts: readonly Alert[]): readonly Group[] {
  const groups: Group[] = [];
  for (const alert of alerts) {
    const last = groups.at(-1);
    if (last?.key !== alert.companyId) groups.push({ key: alert.companyId, alerts: [alert] });
    else groups[groups.length - 1] = { ...last, alerts: [...last.alerts, alert] };
  }
  return groups;
}

export function AlertGroups({ groups }: { groups: readonly Group[] }) {
  return (
    <>
      {groups.map(({ key, alerts }) => (
        <CustomerAlerts key={key} alerts={alerts} />
      ))}
    </>
  );
}

function CustomerAlerts({ alerts }: Pick<Group, "alerts">) {
  const { alerts: t, common, customer, list } = words.value;
  const [{ companyId, company, owner }] = alerts;
  const name = ownerName(owner);
  const ownerText = name ? `${customer.owner}${common.colon}${name}` : list.noOwner;
  const open = alerts.filter((alert) => alert.triage.kind === "open" && isOngoing(alert));
  return (
    <section class="box alerts-of" data-keys>
      <header>
        <h2>
          <a href={`/customers/${pathSegment(companyId)}`} data-row={companyId}>
            {company}
          </a>
        </h2>
        <span class="quiet spring">
          {[...severityCounts(alerts), ownerText].join(" · ")}
        </span>
        {open.length > 1 && (
          <div class="acts">
            <AcknowledgeButton alerts={open} label={t.acknowledgeAll(number(open.length))} />
          </div>
        )}
      </header>
      <ul class="alert-list">
        {alerts.map((alert) => (
          <AlertRow key={alert.key} alert={alert} />
        ))}
      </ul>
    </section>
  );
}

/** Returns texts such as "2 critical" and "1 warning". */
function severityCounts(alerts: readonly Alert[]): readonly string[] {
  const { counted } = words.value.alerts;
  return (["critical", "warning"] as const).flatMap((severity) => {
    const count = alerts.filter((alert) => alert.severity === severity).length;
    return count ? [counted[severity](number(count), count === 1)] : [];
  });
}

function AlertRow({ alert }: { alert: Alert }) {
  const { metrics, alerts: t, common } = words.value;
  const metric = metrics[alert.rule].name;
  const showHistory = (): void =>
    openDialog((close) => <AlertHistory alert={alert} onClose={close} />);
  return (
    <li data-keys>
      <Level level={alert.severity} />
      <div class="what">
        <a
          href={`/customers/${pathSegment(alert.companyId)}/metrics/${alert.rule}`}
          data-row={alert.key}
        >
          {metric}
        </a>
        <span>{alertText(alert)}</span>
        <AlertMeta alert={alert} />
      </div>
      <div class="acts">
        <TriageButtons alert={alert} />
        <button
          type="button"
          class="small"
          aria-label={`${t.history}${common.colon}${t.historyOf(alert.company, metric)}`}
          onClick={showHistory}
        >
          {t.history}
        </button>
      </div>
    </li>
  );
}

interface AlertHistoryProps {
  alert: Alert;
  onClose: () => void;
}

function AlertHistory({ alert, onClose }: AlertHistoryProps) {
  const { metrics, alerts: t } = words.value;
  const history = useResource(`alert history ${alert.key}`, () =>
    dataOf(
      api.GET("/alerts/{alert_key}/history", {
        params: { path: { alert_key: alert.key }, query: { limit: 200 } },
      }),
    ),
  );
  return (
    <Dialog
      title={t.historyOf(isolate(alert.company), metrics[alert.rule].name)}
      onClose={onClose}
      wide
    >
      <Loaded of={history} lines={5}>
        {({ transitions }) => <AlertMoves moves={transitions} />}
      </Loaded>
    </Dialog>
  );
}

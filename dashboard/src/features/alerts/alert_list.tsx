/** Alerts of many customers, one below the other. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import type { Alert, AlertTransition } from "../../api/types";
import { words } from "../../i18n/language";
import { historyState, historyReason } from "../../i18n/history";
import { pathSegment } from "../../router";
import { useResource } from "../../api/resource";
import { TriageButtons } from "../../ui/records/triage";
import { AlertMeta, alertText } from "../../ui/records/alert_details";
import { Dialog } from "../../ui/controls/dialog";
import { Level } from "../../ui/display/level";
import { Loaded } from "../../ui/feedback/loaded";
import { Ago } from "../../ui/display/time";

export function AlertList({ alerts }: { alerts: readonly Alert[] }) {
  const history = useSignal<Alert | null>(null);
  return (
    <>
      <ul class="box alert-list">
        {alerts.map((alert) => (
          <AlertRow key={alert.key} alert={alert} onHistory={() => (history.value = alert)} />
        ))}
      </ul>
      {history.value && (
        <AlertHistory alert={history.value} onClose={() => (history.value = null)} />
      )}
    </>
  );
}

function AlertRow({ alert, onHistory }: { alert: Alert; onHistory: () => void }) {
  const { metrics, alerts: t, customer } = words.value;
  const metric = metrics[alert.rule].name;
  return (
    <li>
      <Level level={alert.severity} />
      <div class="what">
        <span>
          <a href={`/customers/${pathSegment(alert.companyId)}`} data-row={alert.key}>
            {alert.company}
          </a>{" "}
          <span class="quiet">
            {metric} · {alert.owner?.name ?? alert.owner?.email ?? customer.noOwner}
          </span>
        </span>
        <span>{alertText(alert)}</span>
        <AlertMeta alert={alert} />
      </div>
      <div class="acts">
        <TriageButtons alert={alert} />
        <button
          type="button"
          class="small plain"
          aria-label={`${t.history}: ${t.historyOf(alert.company, metric)}`}
          onClick={onHistory}
        >
          {t.history}
        </button>
      </div>
    </li>
  );
}

function AlertHistory({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const { metrics, alerts: t } = words.value;
  const history = useResource(`alert history ${alert.key}`, () =>
    dataOf(
      api.GET("/alerts/{alert_key}/history", {
        params: { path: { alert_key: alert.key }, query: { limit: 200 } },
      }),
    ),
  );
  return (
    <Dialog title={t.historyOf(alert.company, metrics[alert.rule].name)} onClose={onClose} wide>
      <Loaded of={history} lines={5}>
        {({ transitions }) => (
          <ol>
            {transitions.map((one) => (
              <TransitionItem key={`${one.episode}.${one.seq}.${one.axis}`} of={one} />
            ))}
          </ol>
        )}
      </Loaded>
    </Dialog>
  );
}

function TransitionItem({ of }: { of: AlertTransition }) {
  return (
    <li class="event">
      <span>
        {historyState(of.old)} → <strong>{historyState(of.new)}</strong> {of.who.includes("@") && of.who}
      </span>
      {of.why && <span class="quiet">{historyReason(of.why)}</span>}
      <Ago at={of.at} />
    </li>
  );
}

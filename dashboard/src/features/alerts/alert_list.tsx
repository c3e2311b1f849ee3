/** A list of alerts of many customers. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";
import type { Alert, AlertTransition } from "../../api/types";
import { language, words } from "../../i18n/language";
import { pathSegment } from "../../router";
import { Dialog } from "../../ui/controls/dialog";
import { Level } from "../../ui/display/level";
import { Ago } from "../../ui/display/time";
import { Loaded } from "../../ui/feedback/loaded";
import { AlertMeta, alertText } from "../../ui/records/alert_details";
import { ownerName } from "../../ui/records/person";
import { TriageButtons } from "../../ui/records/triage";

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
            {metric} · {ownerName(alert.owner) ?? customer.noOwner}
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
            {transitions.map((transition) => (
              <TransitionItem
                key={`${transition.episode}.${transition.seq}.${transition.axis}`}
                transition={transition}
              />
            ))}
          </ol>
        )}
      </Loaded>
    </Dialog>
  );
}

function TransitionItem({ transition }: { transition: AlertTransition }) {
  const { oldText, newText, who, whyText, at } = transition;
  return (
    <li class="event">
      <span>
        {/* The system's own transitions have a name without "@" here: they need no author. */}
        {oldText[language.value]} → <strong>{newText[language.value]}</strong>{" "}
        {who.includes("@") && who}
      </span>
      {whyText && <span class="quiet">{whyText[language.value]}</span>}
      <Ago at={at} />
    </li>
  );
}

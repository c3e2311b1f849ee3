/** Buttons to acknowledge, snooze, dismiss, resolve or reopen an alert, with a reason. */

import { useSignal } from "@preact/signals";
import { api, dataOf, ifMatch, Problem } from "../../api/client";
import { refresh } from "../../api/refresh";
import type { Alert } from "../../api/types";
import { dateTime } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Field, fieldText, Form, ReasonField } from "../controls/form";
import { showToast } from "../feedback/toast";

const TRIAGE_ACTIONS = ["acknowledge", "snooze", "dismiss", "resolve", "reopen"] as const;
type TriageAction = (typeof TRIAGE_ACTIONS)[number];

/** By state, the actions that would change nothing. */
const UNAVAILABLE: Record<Alert["triage"]["kind"], readonly TriageAction[]> = {
  open: ["reopen"],
  acknowledged: ["acknowledge"],
  snoozed: ["acknowledge", "snooze"],
  dismissed: ["acknowledge", "snooze", "dismiss"],
  handled: ["acknowledge", "snooze", "dismiss", "resolve"],
};

/** The keys that press a button. */
const KEYS: Partial<Record<TriageAction, string>> = { acknowledge: "e", snooze: "s" };

const SNOOZE_DAYS = [1, 3, 7, 14, 28];
const DAY_MS = 86_400_000;

function allowedTriage(alert: Alert): readonly TriageAction[] {
  // An alert that is over takes no decision.
  if (alert.phase === "resolved" || alert.phase === "closed") return [];
  return TRIAGE_ACTIONS.filter((action) => !UNAVAILABLE[alert.triage.kind].includes(action));
}

/** Sends the decision for the version of the alert that is shown. Throws Problem; reloads the page's
 * data if somebody else has changed the alert meanwhile. */
async function sendTriage(
  alert: Alert,
  action: TriageAction,
  reason: string,
  days: number,
): Promise<Alert> {
  const params = { path: { alert_key: alert.key }, header: ifMatch(alert.version) };
  const until = new Date(Date.now() + days * DAY_MS).toISOString();
  try {
    if (action === "snooze") {
      return await dataOf(
        api.POST("/alerts/{alert_key}/snooze", { params, body: { reason, until } }),
      );
    }
    return await dataOf(api.POST(`/alerts/{alert_key}/${action}`, { params, body: { reason } }));
  } catch (failure) {
    if (failure instanceof Problem && failure.status === 412) refresh();
    throw failure;
  }
}

async function submitTriage(alert: Alert, action: TriageAction, fields: FormData): Promise<void> {
  const reason = fieldText(fields, "reason");
  const changed = await sendTriage(alert, action, reason, Number(fields.get("days") ?? 0));
  refresh();
  const { alerts } = words.value;
  // Reopening restores the state before only if the alert was open.
  const undo =
    alert.triage.kind === "open"
      ? async () => {
          await sendTriage(changed, "reopen", alerts.undoReason, 0);
          refresh();
        }
      : undefined;
  showToast(`${alert.company}: ${alerts.triageDone[action]}`, undo);
}

interface TriageFormProps {
  alert: Alert;
  action: TriageAction;
  onClose: () => void;
}

function TriageForm({ alert, action, onClose }: TriageFormProps) {
  const { alerts, metrics } = words.value;
  const days = useSignal(7);
  const until = new Date(Date.now() + days.value * DAY_MS).toISOString();
  return (
    <Form
      title={alerts.triageActions[action]}
      lead={`${alert.company}, ${metrics[alert.rule].name}. ${alerts.triageLeads[action]}`}
      submitLabel={alerts.triageActions[action]}
      onClose={onClose}
      onSend={(fields) => submitTriage(alert, action, fields)}
    >
      {action === "snooze" && (
        <Field label={alerts.snoozeFor} hint={alerts.until(dateTime(until))}>
          <select
            name="days"
            value={days.value}
            onChange={(event) => (days.value = Number(event.currentTarget.value))}
          >
            {SNOOZE_DAYS.map((n) => (
              <option key={n} value={n}>
                {words.value.values.days(n)}
              </option>
            ))}
          </select>
        </Field>
      )}
      <ReasonField>{alerts.defaultReasons[action]}</ReasonField>
    </Form>
  );
}

export function TriageButtons({ alert }: { alert: Alert }) {
  const open = useSignal<TriageAction | null>(null);
  const { alerts, metrics } = words.value;
  return (
    <div class="acts">
      {allowedTriage(alert).map((action) => (
        <button
          key={action}
          type="button"
          class="small"
          {...(KEYS[action] ? { "data-key": KEYS[action], "aria-keyshortcuts": KEYS[action] } : {})}
          aria-label={`${alerts.triageActions[action]}: ${alert.company}, ${metrics[alert.rule].name}`}
          onClick={() => (open.value = action)}
        >
          {alerts.triageActions[action]}
        </button>
      ))}
      {open.value && (
        <TriageForm alert={alert} action={open.value} onClose={() => (open.value = null)} />
      )}
    </div>
  );
}

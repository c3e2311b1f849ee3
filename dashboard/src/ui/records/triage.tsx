/** What a person does about an alert: asked for a reason, sent for the version that was looked at,
 * and taken back on request. */

import { useSignal } from "@preact/signals";
import { api, dataOf, Problem } from "../../api/client";
import type { Alert } from "../../api/types";
import { dateTime } from "../../i18n/format";
import { words } from "../../i18n/language";
import { refresh } from "../../api/refresh";
import { Field, Form, fieldText } from "../controls/form";
import { showToast } from "../feedback/toast";

const TRIAGE_ACTIONS = ["acknowledge", "snooze", "dismiss", "resolve", "reopen"] as const;
type TriageAction = (typeof TRIAGE_ACTIONS)[number];

const UNAVAILABLE: Record<Alert["triage"]["kind"], readonly TriageAction[]> = {
  open: ["reopen"],
  acknowledged: ["acknowledge"],
  snoozed: ["acknowledge", "snooze"],
  dismissed: ["acknowledge", "snooze", "dismiss"],
  handled: ["acknowledge", "snooze", "dismiss", "resolve"],
};

const SNOOZE_DAYS = [1, 3, 7, 14, 28];
const DAY_MS = 86_400_000;

/** What is left to do; nothing about an alert that is over. */
function allowedTriage(alert: Alert): readonly TriageAction[] {
  if (alert.phase === "resolved" || alert.phase === "closed") return [];
  return TRIAGE_ACTIONS.filter((act) => !UNAVAILABLE[alert.triage.kind].includes(act));
}

/** Throws Problem; where somebody else was faster, the page asks again. */
async function sendTriage(alert: Alert, act: TriageAction, reason: string, days: number): Promise<Alert> {
  const params = {
    path: { alert_key: alert.key },
    header: { "If-Match": `"${alert.version}"` },
  };
  const until = new Date(Date.now() + days * DAY_MS).toISOString();
  try {
    if (act === "snooze") {
      return await dataOf(
        api.POST("/alerts/{alert_key}/snooze", { params, body: { reason, until } }),
      );
    }
    return await dataOf(api.POST(`/alerts/{alert_key}/${act}`, { params, body: { reason } }));
  } catch (failure) {
    if (failure instanceof Problem && failure.status === 412) refresh();
    throw failure;
  }
}

async function submitTriage(alert: Alert, act: TriageAction, fields: FormData): Promise<void> {
  const after = await sendTriage(alert, act, fieldText(fields, "reason"), Number(fields.get("days") ?? 0));
  refresh();
  const { alerts } = words.value;
  // Only what was open goes back to what it was by being reopened.
  const undo =
    alert.triage.kind === "open"
      ? async () => {
          await sendTriage(after, "reopen", alerts.undoReason, 0);
          refresh();
        }
      : undefined;
  showToast(`${alert.company}: ${alerts.triageDone[act]}`, undo);
}

interface TriageFormProps {
  alert: Alert;
  act: TriageAction;
  onClose: () => void;
}

function TriageForm({ alert, act, onClose }: TriageFormProps) {
  const { alerts, common, metrics } = words.value;
  const days = useSignal(7);
  const until = new Date(Date.now() + days.value * DAY_MS).toISOString();
  return (
    <Form
      title={alerts.triageActions[act]}
      lead={`${alert.company}, ${metrics[alert.rule].name}. ${alerts.triageLeads[act]}`}
      submitLabel={alerts.triageActions[act]}
      onClose={onClose}
      onSend={(fields) => submitTriage(alert, act, fields)}
    >
      {act === "snooze" && (
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
      <Field label={alerts.reason} hint={common.required}>
        <textarea name="reason" required maxLength={500} autofocus>
          {alerts.defaultReasons[act]}
        </textarea>
      </Field>
    </Form>
  );
}

export function TriageButtons({ alert }: { alert: Alert }) {
  const open = useSignal<TriageAction | null>(null);
  const { alerts } = words.value;
  return (
    <div class="acts">
      {allowedTriage(alert).map((act) => (
        <button
          key={act}
          type="button"
          class="small"
          aria-label={`${alerts.triageActions[act]}: ${alert.company}, ${words.value.metrics[alert.rule].name}`}
          onClick={() => (open.value = act)}
        >
          {alerts.triageActions[act]}
        </button>
      ))}
      {open.value && (
        <TriageForm alert={alert} act={open.value} onClose={() => (open.value = null)} />
      )}
    </div>
  );
}

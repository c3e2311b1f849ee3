/** What a person does about an alert: asked for a reason, sent for the version that was looked at,
 * and taken back on request. */

import { useSignal } from "@preact/signals";
import { api, body, Problem } from "../../api/client";
import type { Alert } from "../../api/types";
import { moment } from "../../i18n/format";
import { words } from "../../i18n/language";
import { refresh } from "../../api/refresh";
import { Field, Form, text } from "../controls/form";
import { say } from "../feedback/toast";

export const ACTS = ["acknowledge", "snooze", "dismiss", "resolve", "reopen"] as const;
export type Act = (typeof ACTS)[number];

const DONE: Record<Alert["triage"]["kind"], readonly Act[]> = {
  open: ["reopen"],
  acknowledged: ["acknowledge"],
  snoozed: ["acknowledge", "snooze"],
  dismissed: ["acknowledge", "snooze", "dismiss"],
  handled: ["acknowledge", "snooze", "dismiss", "resolve"],
};

const SNOOZES = [1, 3, 7, 14, 28];
const DAY = 86_400_000;

/** What is left to do; nothing about an alert that is over. */
export function actsOn(alert: Alert): readonly Act[] {
  if (alert.phase === "resolved" || alert.phase === "closed") return [];
  return ACTS.filter((act) => !DONE[alert.triage.kind].includes(act));
}

/** Throws Problem; where somebody else was faster, the page asks again. */
async function send(alert: Alert, act: Act, reason: string, days: number): Promise<Alert> {
  const params = {
    path: { alert_key: alert.key },
    header: { "If-Match": `"${alert.version}"` },
  };
  const until = new Date(Date.now() + days * DAY).toISOString();
  try {
    if (act === "snooze") {
      return await body(
        api.POST("/alerts/{alert_key}/snooze", { params, body: { reason, until } }),
      );
    }
    return await body(api.POST(`/alerts/{alert_key}/${act}`, { params, body: { reason } }));
  } catch (failure) {
    if (failure instanceof Problem && failure.status === 412) refresh();
    throw failure;
  }
}

async function decide(alert: Alert, act: Act, fields: FormData): Promise<void> {
  const after = await send(alert, act, text(fields, "reason"), Number(fields.get("days") ?? 0));
  refresh();
  const { alerts } = words.value;
  // Only what was open goes back to what it was by being reopened.
  const undo =
    alert.triage.kind === "open"
      ? async () => {
          await send(after, "reopen", alerts.undoReason, 0);
          refresh();
        }
      : undefined;
  say(`${alert.company}: ${alerts.done[act]}`, undo);
}

interface ActDialogProps {
  alert: Alert;
  act: Act;
  onClose: () => void;
}

export function ActDialog({ alert, act, onClose }: ActDialogProps) {
  const { alerts, common, metrics } = words.value;
  const days = useSignal(7);
  const until = new Date(Date.now() + days.value * DAY).toISOString();
  return (
    <Form
      title={alerts.acts[act]}
      lead={`${alert.company}, ${metrics[alert.rule].name}. ${alerts.leads[act]}`}
      action={alerts.acts[act]}
      onClose={onClose}
      send={(fields) => decide(alert, act, fields)}
    >
      {act === "snooze" && (
        <Field label={alerts.forDays} hint={alerts.until(moment(until))}>
          <select
            name="days"
            value={days.value}
            onChange={(event) => (days.value = Number(event.currentTarget.value))}
          >
            {SNOOZES.map((n) => (
              <option key={n} value={n}>
                {words.value.values.days(n)}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Field label={alerts.reason} hint={common.required}>
        <textarea name="reason" required maxLength={500} autofocus>
          {alerts.reasons[act]}
        </textarea>
      </Field>
    </Form>
  );
}

export function ActButtons({ alert }: { alert: Alert }) {
  const open = useSignal<Act | null>(null);
  const { alerts } = words.value;
  return (
    <div class="acts">
      {actsOn(alert).map((act) => (
        <button
          key={act}
          type="button"
          class="small"
          aria-label={`${alerts.acts[act]}: ${alert.company}, ${words.value.metrics[alert.rule].name}`}
          onClick={() => (open.value = act)}
        >
          {alerts.acts[act]}
        </button>
      ))}
      {open.value && (
        <ActDialog alert={alert} act={open.value} onClose={() => (open.value = null)} />
      )}
    </div>
  );
}

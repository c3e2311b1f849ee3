/** The forms about an alert: a decision with its reason, a note, and a conflict with another person. */

import { useSignal } from "@preact/signals";
import { type Conflict, type Decision, isOngoing, type TriageAction } from "../../api/alerts";
import type { Alert } from "../../api/types";
import { dateTime, isolate, number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { ConflictForm } from "../controls/conflict";
import { Field, fieldText, Form, ReasonField } from "../controls/form";
import { AlertMoves } from "./alert_moves";

const SNOOZE_DAYS = [1, 3, 7, 14, 28];
const DAY_MS = 86_400_000;

/** Names the alerts of one customer. */
export function alertsName(found: readonly Alert[]): string {
  const { alerts, metrics } = words.value;
  const [first] = found;
  if (!first) return "";
  const which =
    found.length === 1 ? metrics[first.rule].name : alerts.count(number(found.length), false);
  return `${isolate(first.company)}, ${which}`;
}

interface TriageFormProps {
  alert: Alert;
  action: TriageAction;
  onClose: () => void;
  onSend: (decision: Decision) => Promise<void>;
}

export function TriageForm({ alert, action, onClose, onSend }: TriageFormProps) {
  const { alerts } = words.value;
  const days = useSignal(7);
  const until = new Date(Date.now() + days.value * DAY_MS).toISOString();
  return (
    <Form
      title={alerts.triageActions[action]}
      lead={`${alertsName([alert])}. ${alerts.triageLeads[action]}`}
      submitLabel={alerts.triageActions[action]}
      onClose={onClose}
      onSend={(fields) => onSend({ action, reason: fieldText(fields, "reason"), days: days.value })}
    >
      {action === "snooze" && (
        <Field label={alerts.snoozeFor} hint={alerts.until(dateTime(until))}>
          <select
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

interface NoteFormProps {
  alerts: readonly Alert[];
  onClose: () => void;
  onSend: (note: string) => Promise<void>;
}

/** Adds a note to alerts that were acknowledged by one press. */
export function NoteForm({ alerts: found, onClose, onSend }: NoteFormProps) {
  const { alerts } = words.value;
  return (
    <Form
      title={alerts.addNote}
      lead={alertsName(found)}
      submitLabel={alerts.saveNote}
      onClose={onClose}
      onSend={(fields) => onSend(fieldText(fields, "reason"))}
    >
      <ReasonField />
    </Form>
  );
}

interface AlertConflictProps {
  conflicts: readonly Conflict[];
  action: TriageAction;
  onClose: () => void;
  onSend: (alerts: readonly Alert[]) => Promise<void>;
}

/** Says who has changed the alerts meanwhile, and asks whether to decide all the same. */
export function AlertConflict({ conflicts, action, onClose, onSend }: AlertConflictProps) {
  const { alerts } = words.value;
  const ongoing = conflicts.map(({ alert }) => alert).filter(isOngoing);
  return (
    <ConflictForm
      action={alerts.triageActions[action]}
      over={!ongoing.length && alerts.conflictOver}
      onClose={onClose}
      onSend={() => onSend(ongoing)}
    >
      {conflicts.map(({ alert, moves }) => (
        <section key={alert.key}>
          <h3>{alertsName([alert])}</h3>
          {moves.length ? <AlertMoves moves={moves} /> : <p>{alerts.beingChanged}</p>}
        </section>
      ))}
    </ConflictForm>
  );
}

/** Decides on alerts: offers to undo it, and asks again if somebody else has decided meanwhile. */

import { type Conflict, type Decision, fetchConflict, sendDecision } from "../../api/alerts";
import { Problem } from "../../api/client";
import { refresh } from "../../api/refresh";
import type { Alert } from "../../api/types";
import { words } from "../../i18n/language";
import { openDialog } from "../controls/dialogs";
import { showToast } from "../feedback/toast";
import { AlertConflict, alertsName, NoteForm } from "./triage_forms";

/** A little more than the API's lists may be behind. */
const LISTS_BEHIND_MS = 1_500;
let catchUp = 0;

function refreshLists(): void {
  refresh();
  clearTimeout(catchUp);
  catchUp = window.setTimeout(() => refresh(false), LISTS_BEHIND_MS);
}

/** Decides on alerts of one customer. Throws Problem unless it is a conflict with somebody else. */
export async function decide(alerts: readonly Alert[], decision: Decision): Promise<void> {
  const { alerts: t } = words.value;
  const changed = await sendEach(alerts, decision);
  if (!changed.length) return;
  // Reopening restores the state before only if the alert was open.
  const open = alerts.filter(({ triage }) => triage.kind === "open").map(({ key }) => key);
  const undoable = changed.filter(({ key }) => open.includes(key));
  const undo = async (): Promise<boolean> =>
    (await sendEach(undoable, { action: "reopen", reason: t.undoReason })).length > 0;
  showToast(
    `${alertsName(changed)}${words.value.common.colon}${t.triageDone[decision.action](changed.length === 1)}`,
    undoable.length ? undo : undefined,
    decision.action === "acknowledge"
      ? { label: t.addNote, run: () => askForNote(changed) }
      : undefined,
  );
}

/** Acknowledges alerts of one customer without asking why. */
export function acknowledge(alerts: readonly Alert[]): Promise<void> {
  const { defaultReasons } = words.value.alerts;
  return decide(alerts, { action: "acknowledge", reason: defaultReasons.acknowledge });
}

function askForNote(alerts: readonly Alert[]): void {
  openDialog((close) => (
    <NoteForm
      alerts={alerts}
      onClose={close}
      onSend={(reason) => decide(alerts, { action: "acknowledge", reason })}
    />
  ));
}

/** Returns the alerts as changed, without those that somebody else has changed, about which it asks.
 * It sends one after the other: the API locks all alerts of a customer while it changes one. */
async function sendEach(alerts: readonly Alert[], decision: Decision): Promise<readonly Alert[]> {
  const changed: Alert[] = [];
  const conflicts: Conflict[] = [];
  try {
    for (const alert of alerts) {
      try {
        changed.push(await sendDecision(alert, decision));
      } catch (failure) {
        if (!(failure instanceof Problem && failure.status === 412)) throw failure;
        conflicts.push(await fetchConflict(alert));
      }
    }
  } finally {
    refreshLists();
  }
  if (conflicts.length) {
    openDialog((close) => (
      <AlertConflict
        conflicts={conflicts}
        action={decision.action}
        onClose={close}
        onSend={(current) => decide(current, decision)}
      />
    ));
  }
  return changed;
}

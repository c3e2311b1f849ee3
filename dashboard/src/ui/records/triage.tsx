/** Buttons to acknowledge, snooze, dismiss, resolve or reopen an alert. */

import { useRef } from "preact/hooks";
import { isOngoing, latest, TRIAGE_ACTIONS, type TriageAction } from "../../api/alerts";
import type { Alert } from "../../api/types";
import { words } from "../../i18n/language";
import { openDialog } from "../controls/dialogs";
import { showFailure } from "../feedback/toast";
import { acknowledge, decide } from "./decide";
import { alertsName, TriageForm } from "./triage_forms";

/** By state, the actions that would change nothing. */
const UNAVAILABLE: Record<Alert["triage"]["kind"], readonly TriageAction[]> = {
  open: ["reopen"],
  acknowledged: ["acknowledge"],
  snoozed: ["acknowledge", "snooze"],
  dismissed: ["acknowledge", "snooze", "dismiss"],
  handled: ["acknowledge", "snooze", "dismiss", "resolve"],
};

/** The keys that press the buttons of the row that has the focus. */
const KEYS: Partial<Record<TriageAction, string>> = { acknowledge: "e", snooze: "s" };

function allowedTriage(alert: Alert): readonly TriageAction[] {
  if (!isOngoing(alert)) return [];
  return TRIAGE_ACTIONS.filter((action) => !UNAVAILABLE[alert.triage.kind].includes(action));
}

export function TriageButtons({ alert: shown }: { alert: Alert }) {
  const { alerts, common, metrics } = words.value;
  const alert = latest(shown);
  const ask = (action: TriageAction, button: Element): void => {
    const keepPlace = placeKeeper(button);
    openDialog((close) => (
      <TriageForm
        alert={alert}
        action={action}
        onClose={close}
        onSend={(decision) => decide([alert], decision).then(keepPlace)}
      />
    ));
  };
  return (
    <div class="acts">
      {allowedTriage(alert).map((action) =>
        action === "acknowledge" ? (
          <AcknowledgeButton
            key={action}
            alerts={[alert]}
            label={alerts.triageActions.acknowledge}
          />
        ) : (
          <button
            key={action}
            type="button"
            class="small"
            data-key={KEYS[action]}
            aria-keyshortcuts={KEYS[action]}
            aria-label={`${alerts.triageActions[action]}${common.colon}${alert.company}, ${metrics[alert.rule].name}`}
            onClick={(event) => ask(action, event.currentTarget)}
          >
            {alerts.triageActions[action]}
          </button>
        ),
      )}
    </div>
  );
}

interface AcknowledgeButtonProps {
  /** Of one customer. */
  alerts: readonly Alert[];
  label: string;
}

/** Acknowledges by one press; the toast then offers to undo it, or to add a note. */
export function AcknowledgeButton({ alerts: found, label }: AcknowledgeButtonProps) {
  const { alerts, common } = words.value;
  const sending = useRef(false);
  const press = async (button: Element): Promise<void> => {
    if (sending.current) return;
    sending.current = true;
    const keepPlace = placeKeeper(button);
    try {
      await acknowledge(found);
      keepPlace();
    } catch (failure) {
      showFailure(failure);
    } finally {
      sending.current = false;
    }
  };
  return (
    <button
      type="button"
      class="small"
      data-key={KEYS.acknowledge}
      aria-keyshortcuts={KEYS.acknowledge}
      title={alerts.triageLeads.acknowledge}
      aria-label={`${label}${common.colon}${alertsName(found)}`}
      onClick={(event) => void press(event.currentTarget)}
    >
      {label}
    </button>
  );
}

/** Returns a function that focuses the row which takes the place of an element's row, if that has
 * left its list with the focus. */
function placeKeeper(element: Element): () => void {
  const own = element.closest("[data-keys]");
  if (!own) return () => undefined;
  const rows = [...document.querySelectorAll(`${own.localName}[data-keys]`)];
  const place = rows.indexOf(own);
  const next = rows[place + 1] ?? rows[place - 1];
  const focusNext = (): void => {
    if (own.isConnected || document.activeElement !== document.body) return;
    next?.querySelector<HTMLElement>("[data-row]")?.focus();
  };
  return () => void requestAnimationFrame(focusNext);
}

/** The form that approves, rejects, withdraws or retries an action. */

import { api, dataOf, ifMatch, Problem } from "../../api/client";
import { refresh } from "../../api/refresh";
import type { QuickAction } from "../../api/types";
import { isolate, money } from "../../i18n/format";
import { words } from "../../i18n/language";
import { ConflictForm } from "../../ui/controls/conflict";
import { openDialog } from "../../ui/controls/dialogs";
import { fieldText, Form, ReasonField } from "../../ui/controls/form";
import { showToast } from "../../ui/feedback/toast";
import { Steps } from "./steps";

export type Decision = QuickAction["may"][number];

interface DecisionFormProps {
  action: QuickAction;
  decision: Decision;
  onClose: () => void;
}

export function DecisionForm({ action, decision, onClose }: DecisionFormProps) {
  const { approvals: t, actions, common } = words.value;
  const subject = [isolate(action.company), action.amount && money(action.amount)]
    .filter(Boolean)
    .join(", ");
  return (
    <Form
      title={`${t.decisions[decision]}${common.colon}${actions.kinds[action.kind]}`}
      lead={`${subject}. ${t.decisionLeads[decision]}`}
      submitLabel={t.decisions[decision]}
      danger={decision === "reject"}
      onClose={onClose}
      onSend={(fields) => decide(action, decision, fieldText(fields, "reason"))}
    >
      <ReasonField />
    </Form>
  );
}

/** Throws Problem, unless the action has changed since it was shown: then it asks again. */
async function decide(action: QuickAction, decision: Decision, reason: string): Promise<void> {
  const { approvals: t, actions, common } = words.value;
  const path = { action_id: action.id };
  const params = { path, header: ifMatch(action.version) };
  try {
    await dataOf(api.POST(`/actions/{action_id}/${decision}`, { params, body: { reason } }));
    showToast(`${isolate(action.company)}${common.colon}${t.done[decision]}`);
  } catch (failure) {
    if (!(failure instanceof Problem && failure.status === 412)) throw failure;
    const current = await dataOf(api.GET("/actions/{action_id}", { params: { path } }));
    openDialog((close) => (
      <ConflictForm
        action={t.decisions[decision]}
        over={!current.may.includes(decision) && t.conflictOver}
        onClose={close}
        onSend={() => decide(current, decision, reason)}
      >
        <h3>{`${isolate(action.company)}, ${actions.kinds[action.kind]}`}</h3>
        <Steps of={current.steps.filter(({ number }) => number > action.version)} />
      </ConflictForm>
    ));
  } finally {
    refresh();
  }
}

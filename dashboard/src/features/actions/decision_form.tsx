/** The form that approves, rejects, withdraws or retries an action. */

import { api, dataOf, ifMatch } from "../../api/client";
import { refresh } from "../../api/refresh";
import type { QuickAction } from "../../api/types";
import { money } from "../../i18n/format";
import { words } from "../../i18n/language";
import { fieldText, Form, ReasonField } from "../../ui/controls/form";
import { showToast } from "../../ui/feedback/toast";

export type Decision = QuickAction["may"][number];

interface DecisionFormProps {
  action: QuickAction;
  decision: Decision;
  onClose: () => void;
}

export function DecisionForm({ action, decision, onClose }: DecisionFormProps) {
  const { approvals: t, actions, common } = words.value;
  const subject = [action.company, action.amount && money(action.amount)]
    .filter(Boolean)
    .join(", ");
  return (
    <Form
      title={`${t.decisions[decision]}${common.colon}${actions.kinds[action.kind]}`}
      lead={`${subject}. ${t.decisionLeads[decision]}`}
      submitLabel={t.decisions[decision]}
      danger={decision === "reject"}
      onClose={onClose}
      onSend={async (fields) => {
        const params = { path: { action_id: action.id }, header: ifMatch(action.version) };
        const reason = fieldText(fields, "reason");
        try {
          await dataOf(api.POST(`/actions/{action_id}/${decision}`, { params, body: { reason } }));
          showToast(`${action.company}${common.colon}${t.done[decision]}`);
        } finally {
          refresh();
        }
      }}
    >
      <ReasonField />
    </Form>
  );
}

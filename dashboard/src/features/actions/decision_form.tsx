/** The form that approves, rejects, withdraws or retries an action. */

import { api, dataOf, ifMatch } from "../../api/client";
import { refresh } from "../../api/refresh";
import type { QuickAction } from "../../api/types";
import { money } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Field, fieldText, Form } from "../../ui/controls/form";
import { showToast } from "../../ui/feedback/toast";

export type Decision = QuickAction["may"][number];

interface DecisionFormProps {
  action: QuickAction;
  deed: Decision;
  onClose: () => void;
}

export function DecisionForm({ action, deed, onClose }: DecisionFormProps) {
  const { approvals: t, actions, alerts, common } = words.value;
  return (
    <Form
      title={`${t.decisions[deed]}: ${actions.kinds[action.kind]}`}
      lead={`${action.company}${action.amount ? `, ${money(action.amount)}` : ""}. ${t.decisionLeads[deed]}`}
      submitLabel={t.decisions[deed]}
      danger={deed === "reject"}
      onClose={onClose}
      onSend={async (fields) => {
        const params = {
          path: { action_id: action.id },
          header: ifMatch(action.version),
        };
        const reason = fieldText(fields, "reason");
        try {
          await dataOf(api.POST(`/actions/{action_id}/${deed}`, { params, body: { reason } }));
          showToast(`${action.company}: ${t.done[deed]}`);
        } finally {
          refresh();
        }
      }}
    >
      <Field label={alerts.reason} hint={common.required}>
        <textarea name="reason" required maxLength={500} autofocus />
      </Field>
    </Form>
  );
}

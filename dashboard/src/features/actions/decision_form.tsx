/** The form that approves, rejects, withdraws or retries an action. */

import { api, body } from "../../api/client";
import { refresh } from "../../api/refresh";
import type { Action } from "../../api/types";
import { money } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Field, Form, text } from "../../ui/controls/form";
import { say } from "../../ui/feedback/toast";

export type Deed = Action["may"][number];

interface DecideProps {
  action: Action;
  deed: Deed;
  onClose: () => void;
}

export function Decide({ action, deed, onClose }: DecideProps) {
  const { approvals: t, actions, alerts, common } = words.value;
  return (
    <Form
      title={`${t.acts[deed]}: ${actions.kinds[action.kind]}`}
      lead={`${action.company}${action.amount ? `, ${money(action.amount)}` : ""}. ${t.leads[deed]}`}
      action={t.acts[deed]}
      danger={deed === "reject"}
      onClose={onClose}
      send={async (fields) => {
        const params = {
          path: { action_id: action.id },
          header: { "If-Match": `"${action.version}"` },
        };
        const reason = text(fields, "reason");
        try {
          await body(api.POST(`/actions/{action_id}/${deed}`, { params, body: { reason } }));
          say(`${action.company}: ${t.done[deed]}`);
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

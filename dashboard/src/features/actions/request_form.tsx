/** The form that requests a quick action. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { api, body } from "../../api/client";
import type { Action, CompanyLevel } from "../../api/types";
import { words } from "../../i18n/language";
import { Field, Form, text } from "../../ui/controls/form";
import { say } from "../../ui/feedback/toast";
import { refresh } from "../../api/refresh";
import { facts, PickTemplate } from "./email_template";
import { CurrencyField, FieldInput, hint } from "./fields";
import { AT_ONCE, FIELDS, type FieldName, type Kind, wish } from "./kinds";
import { PickInvoice, PickPlan, PickTicket } from "./pickers";
import { whyFailed } from "./failure_reason";

interface RequestFormProps {
  id: string;
  level?: CompanyLevel | undefined;
  kind: Kind;
  onClose: () => void;
}

export function RequestForm({ id, kind, level, onClose }: RequestFormProps) {
  const { actions: t, common } = words.value;
  // One form is one wish, however often it is sent.
  const key = useSignal(crypto.randomUUID());
  return (
    <Form
      title={t.kinds[kind]}
      action={AT_ONCE.includes(kind) ? t.send : t.request}
      onClose={onClose}
      send={async (fields) => {
        const action = await body(
          api.POST("/customers/{company_id}/actions", {
            params: { path: { company_id: id }, header: { "Idempotency-Key": key.value } },
            body: {
              ...wish(kind, (name) => text(fields, name)),
              ...(kind === "send_email" && { facts: facts(fields) }),
            } as never,
          }),
        );
        report(action);
        refresh();
      }}
    >
      {FIELDS[kind].map((name) => {
        const Own = OWN[name];
        return Own ? (
          <Own key={name} id={id} kind={kind} />
        ) : (
          <Field key={name} label={t.fields[name]} {...hint(name, kind, level)}>
            <FieldInput name={name} {...(level ? { level } : {})} kind={kind} />
          </Field>
        );
      })}
      <Field label={t.reason} hint={kind === "escalate" ? t.escalateReason : common.required}>
        <input name="reason" required maxLength={500} pattern=".*\S.*" />
      </Field>
    </Form>
  );
}

interface OwnProps {
  id: string;
  kind: Kind;
}

/** Fields that know what there is to choose from. */
const OWN: Partial<Record<FieldName, (props: OwnProps) => ComponentChildren>> = {
  template: PickTemplate,
  ticket_id: PickTicket,
  invoice_id: PickInvoice,
  price_id: ({ id, kind }) => (
    <PickPlan id={id} change={kind === "upgrade" ? "upgrade" : "downgrade"} />
  ),
  currency: CurrencyField,
};

function report(action: Action): void {
  const { actions: t } = words.value;
  const what = `${action.company}, ${t.kinds[action.kind]}`;
  if (action.state === "pending") say(t.waits(what));
  else if (action.state === "failed") say(t.notDone(what, whyFailed(action)?.join(" ") ?? ""));
  else say(action.state === "done" ? t.done(what) : t.underWay(what));
}

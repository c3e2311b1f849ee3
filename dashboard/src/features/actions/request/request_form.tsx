/** The form that requests a quick action. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { api, dataOf } from "../../../api/client";
import { useCustomer } from "../../../api/customer/customer";
import { refresh } from "../../../api/refresh";
import type { CompanyLevel, QuickAction } from "../../../api/types";
import type { Words } from "../../../i18n/en";
import { isolate } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { currentUser } from "../../../session/session";
import { Field, fieldText, Form } from "../../../ui/controls/form";
import { showToast } from "../../../ui/feedback/toast";
import { failureReason } from "../failure_reason";
import { type ActionKind, actionRequest, approvalGroup, type FieldName, FIELDS } from "../kinds";
import { templateFacts, TemplatePicker } from "./email_template";
import { CurrencyField, fieldHint, FieldInput } from "./fields";
import { InvoicePicker, PlanPicker, TicketPicker } from "./pickers";
import { TicketText } from "./ticket_draft";

interface RequestFormProps {
  id: string;
  level?: CompanyLevel | undefined;
  kind: ActionKind;
  /** The customer's name until the customer is loaded, where the caller knows it. */
  lead?: string | undefined;
  onClose: () => void;
}

type AtOnce = Words["actions"]["atOnce"][keyof Words["actions"]["atOnce"]];

export function RequestForm({ id, kind, level, lead, onClose }: RequestFormProps) {
  const { actions: t, common } = words.value;
  // One key per form, so that sending it twice does not request the action twice.
  const key = useSignal(crypto.randomUUID());
  const me = currentUser()?.email ?? "";
  const detail = useCustomer(id).data.value;
  const customer = detail ? (detail.email ?? me) : "…";
  const atOnce = (t.atOnce as Partial<Record<ActionKind, AtOnce>>)[kind];
  const group = approvalGroup(kind);
  const name = detail?.name ?? lead;
  const consequences = atOnce
    ? [atOnce.lead(customer, me)]
    : [t.effects[kind], group !== 1 && t.approvers[group]];
  return (
    <Form
      title={t.kinds[kind]}
      lead={[name && `${isolate(name)}.`, ...consequences].filter(Boolean).join(" ")}
      submitLabel={atOnce?.submit ?? t.askForApproval}
      onClose={onClose}
      onSend={async (fields) => {
        const action = await dataOf(
          api.POST("/customers/{company_id}/actions", {
            params: { path: { company_id: id }, header: { "Idempotency-Key": key.value } },
            body: {
              ...actionRequest(kind, (name) => fieldText(fields, name)),
              ...(kind === "send_email" && {
                language: fieldText(fields, "language"),
                facts: templateFacts(fields),
              }),
            } as never,
          }),
        );
        showOutcome(action);
        refresh();
      }}
    >
      {FIELDS[kind].map((name) => {
        const CustomField = CUSTOM_FIELDS[name];
        return CustomField ? (
          <CustomField key={name} id={id} kind={kind} />
        ) : (
          <Field key={name} label={t.fields[name]} {...fieldHint(name, kind, level)}>
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

interface CustomFieldProps {
  id: string;
  kind: ActionKind;
}

/** Fields whose choices or defaults depend on the customer. */
const CUSTOM_FIELDS: Partial<Record<FieldName, (props: CustomFieldProps) => ComponentChildren>> = {
  subject: ({ id }) => <TicketText id={id} name="subject" />,
  body: ({ id }) => <TicketText id={id} name="body" />,
  template: TemplatePicker,
  ticket_id: TicketPicker,
  invoice_id: InvoicePicker,
  price_id: ({ id, kind }) => (
    <PlanPicker id={id} change={kind === "upgrade" ? "upgrade" : "downgrade"} />
  ),
  currency: CurrencyField,
};

function showOutcome(action: QuickAction): void {
  const { actions: t } = words.value;
  const what = `${isolate(action.company)}, ${t.kinds[action.kind]}`;
  if (action.state === "pending") showToast(t.awaitsApproval(what));
  else if (action.state === "done") showToast(t.done(what));
  else if (action.state !== "failed") showToast(t.underWay(what));
  else showToast(t.actionFailed(what, failureReason(action)?.join(" ") ?? ""));
}

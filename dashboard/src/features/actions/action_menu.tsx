/** Asking for a quick action. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { api, body } from "../../api/client";
import type { Action, CompanyLevel } from "../../api/types";
import { language, words } from "../../i18n/language";
import { whyFailed } from "./action_card";
import { Field, Form, text } from "../../ui/controls/form";
import { Menu } from "../../ui/controls/menu";
import { say } from "../../ui/feedback/toast";
import { refresh } from "../../api/refresh";
import { may } from "../../session/session";
import { AT_ONCE, FIELDS, type FieldName, GROUPS, type Kind, wish } from "./kinds";
import { PickInvoice, PickPlan, PickTicket } from "./pickers";
import { useContext } from "../context/section";
import { facts, PickTemplate } from "./email_template";

interface AskProps {
  id: string;
  level?: CompanyLevel | undefined;
}

export function Ask({ id, level }: AskProps) {
  const { actions: t } = words.value;
  const asked = useSignal<Kind | null>(null);
  const titles = { ...t.tiers, amount: t.byAmount, hold: t.hold };
  return (
    <>
      <Menu label={t.ask}>
        {(close) =>
          GROUPS.filter(([group]) => group !== "hold" || may("supervisor")).map(([group, kinds]) => (
            <div key={group} class="menu-group">
              <p class="menu-title">{titles[group]}</p>
              {kinds.map((kind) => (
                <button
                  key={kind}
                  type="button"
                  onClick={() => {
                    close();
                    asked.value = kind;
                  }}
                >
                  {t.kinds[kind]}
                </button>
              ))}
            </div>
          ))
        }
      </Menu>
      {asked.value && (
        <AskForm id={id} kind={asked.value} level={level} onClose={() => (asked.value = null)} />
      )}
    </>
  );
}

function report(action: Action): void {
  const { actions: t } = words.value;
  const what = `${action.company}, ${t.kinds[action.kind]}`;
  if (action.state === "pending") say(t.waits(what));
  else if (action.state === "failed") say(t.notDone(what, whyFailed(action)?.join(" ") ?? ""));
  else say(action.state === "done" ? t.done(what) : t.underWay(what));
}

interface AskFormProps extends AskProps {
  kind: Kind;
  onClose: () => void;
}

function AskForm({ id, kind, level, onClose }: AskFormProps) {
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
            <Input name={name} {...(level ? { level } : {})} kind={kind} />
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
  currency: Currency,
};

const PRIORITIES = ["low", "normal", "high", "urgent"] as const;

/** A critical customer's ticket is urgent business, a healthy one's is not. */
function priorityOf(level: CompanyLevel | undefined): (typeof PRIORITIES)[number] {
  return level === "critical" ? "high" : "normal";
}

function hint(name: FieldName, kind: Kind, level: CompanyLevel | undefined): { hint?: string } {
  const { actions: t } = words.value;
  if (name === "resume_at") return { hint: t.notResumed };
  if (name !== "priority" || kind !== "create_ticket") return {};
  return { hint: t.suggested(t.priorities[priorityOf(level)]) };
}

/** As a field for a day has it, where the person is. */
function today(): string {
  return new Date().toLocaleDateString("en-CA");
}

interface InputProps {
  name: FieldName;
  kind: Kind;
  level?: CompanyLevel;
}

function Input({ name, kind, level }: InputProps) {
  const { actions: t } = words.value;
  const suggested = kind === "create_ticket" ? priorityOf(level) : "high";
  switch (name) {
    case "body":
    case "text":
      return <textarea name={name} required maxLength={10_000} />;
    case "priority":
      return (
        <select name={name}>
          {PRIORITIES.map((one) => (
            <option key={one} value={one} selected={one === suggested}>
              {t.priorities[one]}
            </option>
          ))}
        </select>
      );
    case "language":
      return (
        <select name={name}>
          <option value="en">English</option>
          <option value="fr" selected={language.value === "fr"}>
            Français
          </option>
        </select>
      );
    case "amount":
      return <input name={name} type="number" min="0.01" step="0.01" inputMode="decimal" required />;
    case "percent":
      return <input name={name} type="number" min="1" max="100" step="1" required />;
    case "months":
      return <input name={name} type="number" min="1" max="36" step="1" required />;
    case "start":
      return <input name={name} type="datetime-local" required />;
    case "minutes":
      return (
        <input name={name} type="number" min="5" max="480" step="5" defaultValue="30" required />
      );
    case "until":
    case "contract_end":
      return <input name={name} type="date" min={today()} required />;
    case "resume_at":
      return <input name={name} type="date" min={today()} />;
    default:
      return <input name={name} maxLength={150} required />;
  }
}

/** The one in which the customer pays: another is refused. */
function Currency({ id }: OwnProps) {
  const billing = useContext(id, "billing").data.value?.sections.billing?.data;
  const theirs = (billing?.balance ?? billing?.plan?.amount)?.currency ?? "CAD";
  return (
    <Field label={words.value.actions.fields.currency}>
      <input
        key={theirs}
        name="currency"
        defaultValue={theirs}
        pattern="[A-Z]{3}"
        maxLength={3}
        required
      />
    </Field>
  );
}

/** Asking for a quick action. */

import { useSignal } from "@preact/signals";
import { api, body } from "../../api/client";
import type { Action, CompanyLevel } from "../../api/types";
import { language, words } from "../../i18n/language";
import { Field, Form, text } from "../../parts/form";
import { Menu } from "../../parts/menu";
import { Loaded } from "../../parts/state";
import { say } from "../../parts/toast";
import { refresh } from "../../state/refresh";
import { useResource } from "../../state/resource";
import { may } from "../../state/session";
import { FIELDS, type FieldName, GROUPS, type Kind, wish } from "./kinds";

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
  else if (action.state === "failed") say(t.notDone(what, action.failure ?? ""));
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
  const atOnce = GROUPS[0]?.[1].includes(kind);
  return (
    <Form
      title={t.kinds[kind]}
      action={atOnce ? t.send : t.request}
      onClose={onClose}
      send={async (fields) => {
        const action = await body(
          api.POST("/customers/{company_id}/actions", {
            params: { path: { company_id: id }, header: { "Idempotency-Key": key.value } },
            body: { ...wish(kind, (name) => text(fields, name)), ...facts(kind, fields) } as never,
          }),
        );
        report(action);
        refresh();
      }}
    >
      {FIELDS[kind].map((name) =>
        name === "template" ? (
          <Templates key={name} />
        ) : (
          <Field key={name} label={t.fields[name]} {...hint(name, kind, level)}>
            <Input name={name} {...(level ? { level } : {})} kind={kind} />
          </Field>
        ),
      )}
      <Field label={t.reason} hint={common.required}>
        <input name="reason" required maxLength={500} pattern=".*\S.*" />
      </Field>
    </Form>
  );
}

const PRIORITIES = ["low", "normal", "high", "urgent"] as const;

/** A critical customer's ticket is urgent business, a healthy one's is not. */
function priorityOf(level: CompanyLevel | undefined): (typeof PRIORITIES)[number] {
  return level === "critical" ? "high" : "normal";
}

function hint(name: FieldName, kind: Kind, level: CompanyLevel | undefined): { hint?: string } {
  if (name !== "priority" || kind !== "create_ticket") return {};
  const { actions: t } = words.value;
  return { hint: t.suggested(t.priorities[priorityOf(level)]) };
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
    case "currency":
      return <input name={name} defaultValue="CAD" pattern="[A-Z]{3}" maxLength={3} required />;
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
      return <input name={name} type="date" required />;
    case "resume_at":
      return <input name={name} type="date" />;
    default:
      return <input name={name} maxLength={150} required />;
  }
}

const FACT = "fact-";

function facts(kind: Kind, fields: FormData): { facts?: Record<string, string> } {
  if (kind !== "send_email") return {};
  const found = [...fields.keys()].filter((name) => name.startsWith(FACT));
  return {
    facts: Object.fromEntries(found.map((name) => [name.slice(FACT.length), text(fields, name)])),
  };
}

function Templates() {
  const { actions: t } = words.value;
  const chosen = useSignal("");
  const templates = useResource("templates", () => body(api.GET("/email-templates")));
  return (
    <Loaded of={templates} lines={1}>
      {({ templates: found }) => {
        if (!found.length) return <p class="refused">{t.noTemplates}</p>;
        const template = found.find((one) => one.id === chosen.value) ?? found[0];
        return (
          <>
            <Field label={t.fields.template}>
              <select
                name="template"
                value={template?.id ?? ""}
                onChange={(event) => (chosen.value = event.currentTarget.value)}
              >
                {found.map((one) => (
                  <option key={one.id} value={one.id}>
                    {t.templates[one.id] ?? one.id}
                  </option>
                ))}
              </select>
            </Field>
            {template?.fields.map((field) => (
              <Field key={field} label={field.replaceAll("_", " ")}>
                <input name={`${FACT}${field}`} required maxLength={150} />
              </Field>
            ))}
          </>
        );
      }}
    </Loaded>
  );
}

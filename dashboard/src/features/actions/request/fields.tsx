/** The plain fields of an action's form; those with choices are in `pickers.tsx`. */

import { useContextSection } from "../../../api/customer/context";
import type { CompanyLevel } from "../../../api/types";
import { words } from "../../../i18n/language";
import { Field } from "../../../ui/controls/form";
import type { ActionKind, FieldName } from "../kinds";

const PRIORITIES = ["low", "normal", "high", "urgent"] as const;

/** Suggests a ticket's priority from the customer's level. */
function suggestedPriority(level: CompanyLevel | undefined): (typeof PRIORITIES)[number] {
  return level === "critical" ? "high" : "normal";
}

export function fieldHint(
  name: FieldName,
  kind: ActionKind,
  level: CompanyLevel | undefined,
): { hint?: string } {
  const { actions: t } = words.value;
  if (name === "resume_at") return { hint: t.notResumed };
  if (name === "percent") return { hint: t.inPercent };
  if (name !== "priority" || kind !== "create_ticket") return {};
  return { hint: t.suggestedPriority(t.priorities[suggestedPriority(level)]) };
}

/** Returns today in the person's time zone as YYYY-MM-DD, which this locale happens to use. */
function today(): string {
  return new Date().toLocaleDateString("en-CA");
}

interface FieldInputProps {
  name: FieldName;
  kind: ActionKind;
  level?: CompanyLevel;
}

export function FieldInput({ name, kind, level }: FieldInputProps) {
  const { actions: t } = words.value;
  const suggested = kind === "create_ticket" ? suggestedPriority(level) : "high";
  switch (name) {
    case "text":
      return <textarea name={name} required maxLength={10_000} />;
    case "priority":
      return (
        <select name={name}>
          {PRIORITIES.map((priority) => (
            <option key={priority} value={priority} selected={priority === suggested}>
              {t.priorities[priority]}
            </option>
          ))}
        </select>
      );
    case "amount":
      return (
        <input name={name} type="number" min="0.01" step="0.01" inputMode="decimal" required />
      );
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

/** Starts with the currency in which the customer pays, since the API refuses another. */
export function CurrencyField({ id }: { id: string }) {
  const billing = useContextSection(id, "billing").data.value?.sections.billing?.data;
  const current = (billing?.balance ?? billing?.plan?.amount)?.currency ?? "CAD";
  return (
    <Field label={words.value.actions.fields.currency}>
      <input
        key={current}
        name="currency"
        defaultValue={current}
        pattern="[A-Z]{3}"
        maxLength={3}
        required
      />
    </Field>
  );
}

/** What was filled in for an action, in words. */

import type { QuickAction } from "../../api/types";
import { date, dateTime } from "../../i18n/format";
import { words } from "../../i18n/language";
import { planText } from "../../ui/records/plan";
import { usePlans } from "./plans";

/** What the amount and the reason don't say already. */
const SHOWN_ELSEWHERE = ["cents", "currency", "kind", "reason"];
const DATE_TIMES = ["start", "until", "resumeAt"];
export function ActionParams({ action }: { action: QuickAction }) {
  const { actions: t, common } = words.value;
  const names: Record<string, string> = t.fields;
  const shown = Object.entries(action.params).filter(([name]) => !SHOWN_ELSEWHERE.includes(name));
  if (!shown.length) return null;
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return (
    <p class="meta params">
      {shown.map(([name, value]) => (
        <span key={name}>
          {names[snake(name)] ?? name}
          {common.colon}
          {name === "priceId" ? <PlanName of={action} price={String(value)} /> : valueText(name, value)}
        </span>
      ))}
    </p>
  );
}

function valueText(name: string, value: QuickAction["params"][string]): string {
  const { actions: t, context } = words.value;
  if (typeof value === "object") return Object.values(value).join(", ");
  if (typeof value === "boolean") return value ? context.yes : context.no;
  const known: Record<string, Record<string, string>> = {
    priority: t.priorities,
    template: t.templates,
    language: { en: "English", fr: "Français" },
  };
  if (DATE_TIMES.includes(name)) return dateTime(String(value));
  if (name === "contractEnd") return date(String(value));
  return known[name]?.[value] ?? String(value);
}

/** As billing names it, for those who must decide about it; its id where it knows it no more. */
function PlanName({ of, price }: { of: QuickAction; price: string }) {
  const { data, failure } = usePlans(of.companyId);
  const plan = data.value?.choices.find((one) => one.plan.id === price)?.plan;
  return <>{plan ? planText(plan) : (data.value ?? failure.value) ? price : "…"}</>;
}

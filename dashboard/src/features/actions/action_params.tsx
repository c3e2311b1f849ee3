/** The values of an action's form, in words. */

import type { QuickAction } from "../../api/types";
import { date, dateTime, shortPercent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { planText } from "../../ui/records/plan";
import { usePlans } from "./plans";

/** Parameters that the card shows already, as the amount, the title and the reason. */
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
          {name === "priceId" ? (
            <PlanName companyId={action.companyId} priceId={String(value)} />
          ) : (
            valueText(name, value)
          )}
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
  if (name === "percent") return shortPercent(Number(value));
  if (name === "contractEnd") return date(String(value));
  return known[name]?.[value] ?? String(value);
}

/** Shows a plan by its name and price, or by its id if billing does not list it any more. */
function PlanName({ companyId, priceId }: { companyId: string; priceId: string }) {
  const { data, failure } = usePlans(companyId);
  const plan = data.value?.choices.find((choice) => choice.plan.id === priceId)?.plan;
  if (plan) return <>{planText(plan)}</>;
  return <>{data.value || failure.value ? priceId : "…"}</>;
}

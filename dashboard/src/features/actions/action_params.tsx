/** What was filled in for an action, in words. */

import type { Action } from "../../api/types";
import { date, moment } from "../../i18n/format";
import { words } from "../../i18n/language";
import { planned } from "../../ui/records/plan";
import { usePlans } from "./plans";

/** What the amount and the reason don't say already. */
const SAID = ["cents", "currency", "kind", "reason"];
const MOMENTS = ["start", "until", "resumeAt"];
export function Params({ action }: { action: Action }) {
  const { actions: t, common } = words.value;
  const names: Record<string, string> = t.fields;
  const shown = Object.entries(action.params).filter(([name]) => !SAID.includes(name));
  if (!shown.length) return null;
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return (
    <p class="meta params">
      {shown.map(([name, value]) => (
        <span key={name}>
          {names[snake(name)] ?? name}
          {common.colon}
          {name === "priceId" ? <PlanName of={action} price={String(value)} /> : shownAs(name, value)}
        </span>
      ))}
    </p>
  );
}

function shownAs(name: string, value: Action["params"][string]): string {
  const { actions: t, context } = words.value;
  if (typeof value === "object") return Object.values(value).join(", ");
  if (typeof value === "boolean") return value ? context.on : context.off;
  const known: Record<string, Record<string, string>> = {
    priority: t.priorities,
    template: t.templates,
    language: { en: "English", fr: "Français" },
  };
  if (MOMENTS.includes(name)) return moment(String(value));
  if (name === "contractEnd") return date(String(value));
  return known[name]?.[value] ?? String(value);
}

/** As billing names it, for those who must decide about it; its id where it knows it no more. */
function PlanName({ of, price }: { of: Action; price: string }) {
  const { data, failure } = usePlans(of.companyId);
  const plan = data.value?.choices.find((one) => one.plan.id === price)?.plan;
  return <>{plan ? planned(plan) : (data.value ?? failure.value) ? price : "…"}</>;
}

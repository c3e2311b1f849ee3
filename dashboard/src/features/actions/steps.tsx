import type { QuickAction } from "../../api/types";
import { words } from "../../i18n/language";
import { Ago } from "../../ui/display/time";

/** What happened to a quick action, who did it and when. */
export function Steps({ of }: { of: QuickAction["steps"] }) {
  const { approvals } = words.value;
  return (
    <ol>
      {of.map((step) => (
        <li key={step.number} class="meta">
          <span>{approvals.stepKinds[step.kind] ?? step.kind}</span>
          <span>{step.who.email}</span>
          <Ago at={step.at} />
          {step.why && <span>{step.why}</span>}
        </li>
      ))}
    </ol>
  );
}

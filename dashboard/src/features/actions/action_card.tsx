/** A quick action in a list: what was requested, its state, and the decisions open to this person. */

import { useSignal } from "@preact/signals";
import type { QuickAction } from "../../api/types";
import { money } from "../../i18n/format";
import { words } from "../../i18n/language";
import { pathSegment } from "../../router";
import { Ago, Until } from "../../ui/display/time";
import { FailureText } from "../../ui/feedback/failure";
import { ActionParams } from "./action_params";
import "./actions.css";
import { type Decision, DecisionForm } from "./decision_form";
import { downloadExport } from "./export_download";
import { failureReason } from "./failure_reason";

export function ActionCard({ action, withCompany }: { action: QuickAction; withCompany?: boolean }) {
  const { actions: t, approvals } = words.value;
  const deciding = useSignal<Decision | null>(null);
  return (
    <li class="action">
      <div class="what">
        <p>
          <strong>{t.kinds[action.kind]}</strong>{" "}
          {action.amount && <strong>{money(action.amount)}</strong>}{" "}
          <span class={`tag ${action.state}`}>{t.states[action.state]}</span>
        </p>
        {withCompany && (
          <p>
            <a href={`/customers/${pathSegment(action.companyId)}?tab=context`} data-row={action.id}>
              {action.company}
            </a>
          </p>
        )}
        <p>{action.reason}</p>
        <ActionParams action={action} />
        <ActionMeta action={action} />
      </div>
      <div class="acts">
        {action.may.map((deed) => (
          <button
            key={deed}
            type="button"
            class={`small ${deed === "approve" ? "primary" : ""}`}
            aria-label={`${approvals.decisions[deed]}: ${action.company}, ${t.kinds[action.kind]}`}
            onClick={() => (deciding.value = deed)}
          >
            {approvals.decisions[deed]}
          </button>
        ))}
        {action.kind === "export_data" && action.state === "done" && action.reference && (
          <button type="button" class="small" onClick={() => void downloadExport(action.reference ?? "")}>
            {t.download}
          </button>
        )}
      </div>
      {deciding.value && (
        <DecisionForm action={action} deed={deciding.value} onClose={() => (deciding.value = null)} />
      )}
    </li>
  );
}

/** Their references are this backend's own words, and say no more than the kind does. */
const OWN_DATABASE: readonly QuickAction["kind"][] = ["mark_vip", "set_legal_hold", "clear_legal_hold"];

function ActionMeta({ action }: { action: QuickAction }) {
  const { actions: t, approvals } = words.value;
  const { requester, approver, requestedAt, expiresAt, reference, trouble } = action;
  const wrong = failureReason(action) ?? (trouble && [t.retrying, trouble]);
  return (
    <>
      <div class="meta">
        <span>
          {t.requestedBy(requester.email)}, <Ago at={requestedAt} />
        </span>
        {approver && <span>{t.approvedBy(approver.email)}</span>}
        {action.state === "pending" && expiresAt && <Until at={expiresAt} say={t.expiresAt} />}
        {reference && !OWN_DATABASE.includes(action.kind) && <span>{t.reference(reference)}</span>}
      </div>
      {wrong && (
        <p class="refused">
          <FailureText lines={wrong} />
        </p>
      )}
      <details>
        <summary>{approvals.steps}</summary>
        <ol>
          {action.steps.map((step) => (
            <li key={step.number} class="meta">
              <span>{approvals.stepKinds[step.kind] ?? step.kind}</span>
              <span>{step.who.email}</span>
              <Ago at={step.at} />
              {step.why && <span>{step.why}</span>}
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}

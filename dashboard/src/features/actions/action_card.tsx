/** A quick action in a list: what was requested, its state, and the decisions open to this person. */

import { useSignal } from "@preact/signals";
import type { Action } from "../../api/types";
import { money } from "../../i18n/format";
import { words } from "../../i18n/language";
import { part } from "../../router";
import { Told } from "../../ui/feedback/failure";
import { Ago, Until } from "../../ui/display/time";
import { Params } from "./action_params";
import { Decide, type Deed } from "./decision_form";
import { fetchExport } from "./export_download";
import { whyFailed } from "./failure_reason";
import "./actions.css";

export function ActionCard({ action, withCompany }: { action: Action; withCompany?: boolean }) {
  const { actions: t, approvals } = words.value;
  const deciding = useSignal<Deed | null>(null);
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
            <a href={`/customers/${part(action.companyId)}?tab=context`} data-row={action.id}>
              {action.company}
            </a>
          </p>
        )}
        <p>{action.reason}</p>
        <Params action={action} />
        <Meta action={action} />
      </div>
      <div class="acts">
        {action.may.map((deed) => (
          <button
            key={deed}
            type="button"
            class={`small ${deed === "approve" ? "primary" : ""}`}
            aria-label={`${approvals.acts[deed]}: ${action.company}, ${t.kinds[action.kind]}`}
            onClick={() => (deciding.value = deed)}
          >
            {approvals.acts[deed]}
          </button>
        ))}
        {action.kind === "export_data" && action.state === "done" && action.reference && (
          <button type="button" class="small" onClick={() => void fetchExport(action.reference ?? "")}>
            {t.download}
          </button>
        )}
      </div>
      {deciding.value && (
        <Decide action={action} deed={deciding.value} onClose={() => (deciding.value = null)} />
      )}
    </li>
  );
}

/** Their references are this backend's own words, and say no more than the kind does. */
const OURS: readonly Action["kind"][] = ["mark_vip", "set_legal_hold", "clear_legal_hold"];

function Meta({ action }: { action: Action }) {
  const { actions: t, approvals } = words.value;
  const { requester, approver, requestedAt, expiresAt, reference, trouble } = action;
  const wrong = whyFailed(action) ?? (trouble && [t.triedAgain, trouble]);
  return (
    <>
      <div class="meta">
        <span>
          {t.by(requester.email)}, <Ago at={requestedAt} />
        </span>
        {approver && <span>{t.approvedBy(approver.email)}</span>}
        {action.state === "pending" && expiresAt && <Until at={expiresAt} say={t.expires} />}
        {reference && !OURS.includes(action.kind) && <span>{t.reference(reference)}</span>}
      </div>
      {wrong && (
        <p class="refused">
          <Told lines={wrong} />
        </p>
      )}
      <details>
        <summary>{approvals.steps}</summary>
        <ol>
          {action.steps.map((step) => (
            <li key={step.number} class="meta">
              <span>{approvals.step[step.kind] ?? step.kind}</span>
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

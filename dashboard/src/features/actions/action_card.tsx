/** A quick action in a list: what was requested, its state, and the decisions open to this person. */

import type { QuickAction } from "../../api/types";
import { money } from "../../i18n/format";
import { words } from "../../i18n/language";
import { pathSegment } from "../../router";
import { openDialog } from "../../ui/controls/dialogs";
import { Ago, Until } from "../../ui/display/time";
import { FailureText } from "../../ui/feedback/failure";
import { hasReference } from "../../ui/records/reference";
import { ActionParams } from "./action_params";
import "./actions.css";
import { type Decision, DecisionForm } from "./decision_form";
import { downloadExport } from "./export_download";
import { failureReason } from "./failure_reason";
import { Steps } from "./steps";

interface ActionCardProps {
  action: QuickAction;
  /** Names the company, where a list has actions of several. */
  withCompany?: boolean;
}

export function ActionCard({ action, withCompany }: ActionCardProps) {
  const { actions: t, approvals, common } = words.value;
  const decide = (decision: Decision): void =>
    openDialog((close) => <DecisionForm action={action} decision={decision} onClose={close} />);
  return (
    <li class="action" data-keys>
      <div class="what">
        <p>
          <strong>{t.kinds[action.kind]}</strong>{" "}
          {action.amount && <strong>{money(action.amount)}</strong>}{" "}
          <span class={`tag ${action.state}`}>{t.states[action.state]}</span>
        </p>
        {withCompany && (
          <p>
            <a
              href={`/customers/${pathSegment(action.companyId)}?tab=context`}
              data-row={action.id}
            >
              {action.company}
            </a>
          </p>
        )}
        <p>{action.reason}</p>
        <ActionParams action={action} />
        <ActionMeta action={action} />
      </div>
      <div class="acts">
        {action.may.map((decision) => (
          <button
            key={decision}
            type="button"
            class={`small ${decision === "approve" ? "primary" : ""}`}
            aria-label={`${approvals.decisions[decision]}${common.colon}${action.company}, ${t.kinds[action.kind]}`}
            onClick={() => decide(decision)}
          >
            {approvals.decisions[decision]}
          </button>
        ))}
        {action.kind === "export_data" && action.state === "done" && action.reference && (
          <DownloadButton exportId={action.reference} />
        )}
      </div>
    </li>
  );
}

function DownloadButton({ exportId }: { exportId: string }) {
  return (
    <button type="button" class="small" onClick={() => void downloadExport(exportId)}>
      {words.value.actions.download}
    </button>
  );
}

function ActionMeta({ action }: { action: QuickAction }) {
  const { actions: t, approvals } = words.value;
  const { requester, approver, requestedAt, expiresAt, reference, trouble } = action;
  const problem = failureReason(action) ?? (trouble && [t.retrying, trouble]);
  return (
    <>
      <div class="meta">
        <span>
          {t.requestedBy(requester.email)}, <Ago at={requestedAt} />
        </span>
        {approver && <span>{t.approvedBy(approver.email)}</span>}
        {action.state === "pending" && expiresAt && <Until at={expiresAt} say={t.expiresAt} />}
        {reference && hasReference(action.kind) && (
          <span>{t.reference(reference)}</span>
        )}
      </div>
      {problem && (
        <p class="refused">
          <FailureText lines={problem} />
        </p>
      )}
      <details>
        <summary>{approvals.steps}</summary>
        <Steps of={action.steps} />
      </details>
    </>
  );
}

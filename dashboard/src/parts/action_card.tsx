/** A quick action: what, for whom, how far, and what the one who looks may do with it. */

import { useSignal } from "@preact/signals";
import { api, BASE, body, problem, send } from "../api/client";
import type { Action } from "../api/types";
import { money } from "../i18n/format";
import { words } from "../i18n/language";
import { part } from "../router";
import { refresh } from "../state/refresh";
import { Field, Form, text } from "./form";
import { saveAs } from "./save";
import { told } from "./state";
import { Ago, Until } from "./time";
import { say } from "./toast";

type Deed = Action["may"][number];

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
        <Params params={action.params} />
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

/** What the amount and the reason don't say already. */
const SAID = ["cents", "currency", "kind", "reason"];

function Params({ params }: { params: Action["params"] }) {
  const { actions: t } = words.value;
  const names: Record<string, string> = t.fields;
  const shown = Object.entries(params).filter(([name]) => !SAID.includes(name));
  if (!shown.length) return null;
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return (
    <p class="quiet params">
      {shown
        .map(([name, value]) => {
          const told = typeof value === "object" ? Object.values(value).join(", ") : String(value);
          return `${names[snake(name)] ?? name}: ${told}`;
        })
        .join(" · ")}
    </p>
  );
}

function Meta({ action }: { action: Action }) {
  const { actions: t, approvals } = words.value;
  const { requester, approver, requestedAt, expiresAt, reference, failure, trouble } = action;
  return (
    <>
      <div class="meta">
        <span>
          {t.by(requester.email)}, <Ago at={requestedAt} />
        </span>
        {approver && <span>{t.approvedBy(approver.email)}</span>}
        {action.state === "pending" && expiresAt && <Until at={expiresAt} say={t.expires} />}
        {reference && <span>{t.reference(reference)}</span>}
      </div>
      {(failure ?? trouble) && <p class="refused">{failure ?? trouble}</p>}
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

async function fetchExport(id: string): Promise<void> {
  const { actions: t } = words.value;
  try {
    const params = { path: { export_id: id } };
    const { link } = await body(api.GET("/exports/{export_id}", { params }));
    if (!link) return say(t.preparing);
    const response = await send(new Request(`${BASE}/${link}`));
    if (!response.ok) throw problem(response, await response.json().catch(() => null));
    saveAs(await response.blob(), `${id}.zip`);
  } catch (failure) {
    say(told(failure as Error));
  }
}

interface DecideProps {
  action: Action;
  deed: Deed;
  onClose: () => void;
}

function Decide({ action, deed, onClose }: DecideProps) {
  const { approvals: t, actions, alerts, common } = words.value;
  return (
    <Form
      title={`${t.acts[deed]}: ${actions.kinds[action.kind]}`}
      lead={`${action.company}${action.amount ? `, ${money(action.amount)}` : ""}. ${t.leads[deed]}`}
      action={t.acts[deed]}
      danger={deed === "reject"}
      onClose={onClose}
      send={async (fields) => {
        const params = {
          path: { action_id: action.id },
          header: { "If-Match": `"${action.version}"` },
        };
        const reason = text(fields, "reason");
        try {
          await body(api.POST(`/actions/{action_id}/${deed}`, { params, body: { reason } }));
          say(`${action.company}: ${t.done[deed]}`);
        } finally {
          refresh();
        }
      }}
    >
      <Field label={alerts.reason} hint={common.required}>
        <textarea name="reason" required maxLength={500} autofocus />
      </Field>
    </Form>
  );
}

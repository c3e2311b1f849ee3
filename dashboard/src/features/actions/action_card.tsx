/** A quick action: what, for whom, how far, and what the one who looks may do with it. */

import { useSignal } from "@preact/signals";
import { api, BASE, body, problem, send } from "../../api/client";
import type { Action } from "../../api/types";
import { date, moment, money } from "../../i18n/format";
import { words } from "../../i18n/language";
import { planned } from "../../ui/records/plan";
import { usePlans } from "./plans";
import { part } from "../../router";
import { refresh } from "../../api/refresh";
import { Field, Form, text } from "../../ui/controls/form";
import { saveAs } from "../../ui/controls/save_file";
import { refusal, Told } from "../../ui/feedback/loaded";
import { Ago, Until } from "../../ui/display/time";
import { say, sayFailure } from "../../ui/feedback/toast";

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

/** What the amount and the reason don't say already. */
const SAID = ["cents", "currency", "kind", "reason"];
const MOMENTS = ["start", "until", "resumeAt"];
/** Their references are this backend's own words, and say no more than the kind does. */
const OURS: readonly Action["kind"][] = ["mark_vip", "set_legal_hold", "clear_legal_hold"];

function Params({ action }: { action: Action }) {
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

export function whyFailed({ failure, failureCode }: Action): readonly string[] | undefined {
  return failure === undefined ? undefined : failureCode ? refusal(failureCode, failure) : [failure];
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
    sayFailure(failure);
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

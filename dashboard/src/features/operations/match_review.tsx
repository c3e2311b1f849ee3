/** Companies that the matching left to people. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import type { UnmatchedCompany } from "../../api/types";
import { words } from "../../i18n/language";
import { Field, Form, fieldText } from "../../ui/controls/form";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Empty } from "../../ui/feedback/placeholder";
import { Ago } from "../../ui/display/time";
import { showToast } from "../../ui/feedback/toast";
import { refresh } from "../../api/refresh";

type Candidate = UnmatchedCompany["candidates"][number];

/** What somebody is about to decide: link with a record (or none), or ignore. */
interface Decision {
  company: UnmatchedCompany;
  act: "link" | "ignore";
  crmId?: string;
}

export function MatchReview() {
  const { operations: t } = words.value;
  const decision = useSignal<Decision | null>(null);
  const pages = usePages("unmatched", async (cursor) => {
    const page = await dataOf(api.GET("/unmatched", { params: { query: cursor } }));
    return { items: page.companies, next: page.next, total: page.total };
  });
  return (
    <section class="box">
      <p class="quiet">{t.unmatchedLead}</p>
      <PagedList
        pages={pages}
        lines={6}
        empty={<Empty title={t.noUnmatched} hint={t.noUnmatchedHint} />}
      >
        {(companies) => (
          <ul>
            {companies.map((company) => (
              <UnmatchedItem
                key={company.companyId}
                company={company}
                onDecide={(choice) => (decision.value = { company, ...choice })}
              />
            ))}
          </ul>
        )}
      </PagedList>
      {decision.value && <DecisionForm of={decision.value} onClose={() => (decision.value = null)} />}
    </section>
  );
}

interface UnmatchedItemProps {
  company: UnmatchedCompany;
  onDecide: (what: Omit<Decision, "company">) => void;
}

function UnmatchedItem({ company, onDecide }: UnmatchedItemProps) {
  const { operations: t } = words.value;
  return (
    <li class="waiting">
      <header>
        <div>
          <h2>{company.name}</h2>
          <p class="quiet">
            {company.email} · {t.matchStates[company.state]} · <Ago at={company.since} say={t.foundAt} />
          </p>
        </div>
        <div class="acts">
          {company.candidates.length === 0 && (
            <button type="button" class="small" onClick={() => onDecide({ act: "link" })}>
              {t.linkWithoutRecord}
            </button>
          )}
          <button
            type="button"
            class="small"
            aria-label={t.ignoreTitle(company.name)}
            onClick={() => onDecide({ act: "ignore" })}
          >
            {t.ignore}
          </button>
        </div>
      </header>
      {company.candidates.length ? (
        <ul class="candidates" aria-label={t.candidates}>
          {company.candidates.map((one) => (
            <li key={one.crmId ?? one.companyId ?? one.email}>
              <CandidateItem candidate={one} onDecide={onDecide} />
            </li>
          ))}
        </ul>
      ) : (
        <p class="quiet">{t.noCandidates}</p>
      )}
    </li>
  );
}

function CandidateItem({ candidate, onDecide }: { candidate: Candidate; onDecide: UnmatchedItemProps["onDecide"] }) {
  const { operations: t } = words.value;
  const { crmId, name, email, companyId } = candidate;
  return (
    <>
      <span>
        {name} <span class="quiet">{email}</span> {crmId && <code>{crmId}</code>}
      </span>
      {companyId ? (
        <span class="tag">{t.alreadyLinked}</span>
      ) : (
        crmId && (
          <button
            type="button"
            class="small"
            aria-label={`${t.linkWith(name)}, ${crmId}`}
            onClick={() => onDecide({ act: "link", crmId })}
          >
            {t.link}
          </button>
        )
      )}
    </>
  );
}

function DecisionForm({ of, onClose }: { of: Decision; onClose: () => void }) {
  const { operations: t, alerts, common } = words.value;
  const { company, act, crmId } = of;
  const linking = act === "link";
  return (
    <Form
      title={linking ? t.linkTitle(company.name) : t.ignoreTitle(company.name)}
      lead={linking ? t.linkLead : t.ignoreLead}
      submitLabel={linking ? t.link : t.ignore}
      danger={!linking}
      onClose={onClose}
      onSend={async (fields) => {
        const params = { path: { company_id: company.companyId } };
        const reason = fieldText(fields, "reason");
        if (linking) {
          const wanted = { reason, ...(crmId && { crmId }) };
          await dataOf(api.POST("/unmatched/{company_id}/link", { params, body: wanted }));
        } else {
          await dataOf(api.POST("/unmatched/{company_id}/ignore", { params, body: { reason } }));
        }
        refresh();
        showToast(linking ? t.linked(company.name) : t.ignored(company.name));
      }}
    >
      <Field label={alerts.reason} hint={common.required}>
        <textarea name="reason" required maxLength={500} autofocus />
      </Field>
    </Form>
  );
}

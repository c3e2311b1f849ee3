/** Companies that the matching could not decide on: a person links or ignores each. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import { refresh } from "../../api/refresh";
import type { UnmatchedCompany } from "../../api/types";
import { isolate } from "../../i18n/format";
import { words } from "../../i18n/language";
import { fieldText, Form, ReasonField } from "../../ui/controls/form";
import { Ago } from "../../ui/display/time";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Empty } from "../../ui/feedback/placeholder";
import { showToast } from "../../ui/feedback/toast";

type Candidate = UnmatchedCompany["candidates"][number];

/** A decision that is being confirmed; a link may be with a record of the CRM or without one. */
interface MatchDecision {
  company: UnmatchedCompany;
  kind: "link" | "ignore";
  crmId?: string;
}

export function MatchReview() {
  const { operations: t } = words.value;
  const decision = useSignal<MatchDecision | null>(null);
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
      {decision.value && (
        <MatchForm decision={decision.value} onClose={() => (decision.value = null)} />
      )}
    </section>
  );
}

interface UnmatchedItemProps {
  company: UnmatchedCompany;
  onDecide: (choice: Omit<MatchDecision, "company">) => void;
}

function UnmatchedItem({ company, onDecide }: UnmatchedItemProps) {
  const { operations: t } = words.value;
  return (
    <li class="waiting">
      <header>
        <div>
          <h2>{company.name}</h2>
          <p class="quiet">
            {company.email} · {t.matchStates[company.state]} ·{" "}
            <Ago at={company.since} say={t.foundAt} />
          </p>
        </div>
        <div class="acts">
          {company.candidates.length === 0 && (
            <button type="button" class="small" onClick={() => onDecide({ kind: "link" })}>
              {t.linkWithoutRecord}
            </button>
          )}
          <button
            type="button"
            class="small"
            aria-label={t.ignoreTitle(company.name)}
            onClick={() => onDecide({ kind: "ignore" })}
          >
            {t.ignore}
          </button>
        </div>
      </header>
      {company.candidates.length ? (
        <ul class="candidates" aria-label={t.candidates}>
          {company.candidates.map((candidate) => (
            <li key={candidate.crmId ?? candidate.companyId ?? candidate.email}>
              <CandidateItem candidate={candidate} onDecide={onDecide} />
            </li>
          ))}
        </ul>
      ) : (
        <p class="quiet">{t.noCandidates}</p>
      )}
    </li>
  );
}

interface CandidateItemProps {
  candidate: Candidate;
  onDecide: UnmatchedItemProps["onDecide"];
}

function CandidateItem({ candidate, onDecide }: CandidateItemProps) {
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
            onClick={() => onDecide({ kind: "link", crmId })}
          >
            {t.link}
          </button>
        )
      )}
    </>
  );
}

function MatchForm({ decision, onClose }: { decision: MatchDecision; onClose: () => void }) {
  const { operations: t } = words.value;
  const { company, kind, crmId } = decision;
  const linking = kind === "link";
  const name = isolate(company.name);
  return (
    <Form
      title={linking ? t.linkTitle(name) : t.ignoreTitle(name)}
      lead={linking ? t.linkLead : t.ignoreLead}
      submitLabel={linking ? t.link : t.ignore}
      danger={!linking}
      onClose={onClose}
      onSend={async (fields) => {
        const params = { path: { company_id: company.companyId } };
        const reason = fieldText(fields, "reason");
        if (linking) {
          const request = { reason, ...(crmId && { crmId }) };
          await dataOf(api.POST("/unmatched/{company_id}/link", { params, body: request }));
        } else {
          await dataOf(api.POST("/unmatched/{company_id}/ignore", { params, body: { reason } }));
        }
        refresh();
        showToast(linking ? t.linked(name) : t.ignored(name));
      }}
    >
      <ReasonField />
    </Form>
  );
}

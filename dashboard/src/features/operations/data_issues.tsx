/** The records that the newest run could not read, by company. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";
import type { Flaw } from "../../api/types";
import { number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { pathSegment } from "../../router";
import { Dialog } from "../../ui/controls/dialog";
import { Table } from "../../ui/display/table";
import { Loaded } from "../../ui/feedback/loaded";
import { NothingFound } from "../../ui/feedback/nothing_found";
import { PagedList, usePages } from "../../ui/feedback/paged_list";

interface CompanyIssues {
  companyId: string;
  name: string;
  total: number;
  /** The number of records by reason. */
  counts: Record<string, number>;
}

export function DataIssues() {
  const { operations: t } = words.value;
  const opened = useSignal<CompanyIssues | null>(null);
  const pages = usePages("quality", async (cursor) => {
    const page = await dataOf(api.GET("/data-quality", { params: { query: cursor } }));
    return { items: page.companies, next: page.next, total: page.total };
  });
  return (
    <section class="box">
      <p class="quiet">{t.dataQualityLead}</p>
      <PagedList pages={pages} lines={6} empty={<NothingFound title={t.noIssues} hint={t.noIssuesHint} />}>
        {(companies) => (
          <CompanyTable companies={companies} onOpen={(company) => (opened.value = company)} />
        )}
      </PagedList>
      {opened.value && <IssueDialog company={opened.value} onClose={() => (opened.value = null)} />}
    </section>
  );
}

interface CompanyTableProps {
  companies: readonly CompanyIssues[];
  onOpen: (company: CompanyIssues) => void;
}

function CompanyTable({ companies, onOpen }: CompanyTableProps) {
  const { operations: t, customer, list } = words.value;
  return (
    <Table
      label={t.dataQuality}
      rows={companies}
      keyOf={({ companyId }) => companyId}
      columns={[
        {
          title: list.customer,
          show: ({ companyId, name }) => (
            <a href={`/customers/${pathSegment(companyId)}`} data-row={companyId}>
              {name}
            </a>
          ),
        },
        { title: t.issueCount, kind: "figure", show: ({ total }) => number(total) },
        {
          title: t.reasons,
          kind: "sentence",
          show: ({ counts }) =>
            Object.entries(counts)
              .map(([reason, count]) => `${t.issueReasons[reason] ?? reason} (${number(count)})`)
              .join(" · "),
        },
        {
          title: customer.details,
          kind: "acts",
          show: (company) => (
            <button
              type="button"
              class="small"
              aria-label={t.issuesOf(company.name)}
              onClick={() => onOpen(company)}
            >
              {customer.details}
            </button>
          ),
        },
      ]}
    />
  );
}

function IssueDialog({ company, onClose }: { company: CompanyIssues; onClose: () => void }) {
  const { operations: t } = words.value;
  const quality = useResource(`quality ${company.companyId}`, () =>
    dataOf(
      api.GET("/customers/{company_id}/data-quality", {
        params: { path: { company_id: company.companyId } },
      }),
    ),
  );
  return (
    <Dialog title={t.issuesOf(company.name)} onClose={onClose} wide>
      <Loaded of={quality} lines={6}>
        {({ flaws }) => (
          <Table
            label={t.issuesOf(company.name)}
            rows={flaws}
            keyOf={({ path, reason }) => `${path} ${reason}`}
            columns={[
              { title: t.path, show: ({ path }) => <code>{path}</code> },
              {
                title: t.detail,
                show: (flaw) => <WhatIsWrong flaw={flaw} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Dialog>
  );
}

/** The sentence of the program that read the record is for support, and is shown on demand. */
function WhatIsWrong({ flaw }: { flaw: Flaw }) {
  const { operations: t, common } = words.value;
  const { reason, fault, field, detail } = flaw;
  return (
    <>
      {t.issueReasons[reason] ?? reason}
      {fault !== "other" && `${common.colon}${t.faults[fault]}`}
      {field && (
        <>
          {" "}
          (<code>{field}</code>)
        </>
      )}
      {reason !== "availability_never_submitted" && (
        <details class="quiet">
          <summary>{t.forSupport}</summary>
          <code lang="en">{detail}</code>
        </details>
      )}
    </>
  );
}

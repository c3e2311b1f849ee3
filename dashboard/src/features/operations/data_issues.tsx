/** Which companies' records can't be read, and why. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import { number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Dialog } from "../../ui/controls/dialog";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Loaded } from "../../ui/feedback/loaded";
import { Empty } from "../../ui/feedback/placeholder";
import { pathSegment } from "../../router";
import { useResource } from "../../api/resource";

interface CompanyIssues {
  companyId: string;
  name: string;
  total: number;
  counts: Record<string, number>;
}

export function DataIssues() {
  const { operations: t } = words.value;
  const opened = useSignal<CompanyIssues | null>(null);
  const pages = usePages("quality", async (cursor) => {
    const page = await dataOf(
      api.GET("/data-quality", { params: { query: cursor } }),
    );
    return { items: page.companies, next: page.next, total: page.total };
  });
  return (
    <section class="box">
      <p class="quiet">{t.dataQualityLead}</p>
      <PagedList
        pages={pages}
        lines={6}
        empty={<Empty title={t.noIssues} hint={t.noIssuesHint} />}
      >
        {(companies) => (
          <CompanyTable companies={companies} onOpen={(company) => (opened.value = company)} />
        )}
      </PagedList>
      {opened.value && <IssueDialog company={opened.value} onClose={() => (opened.value = null)} />}
    </section>
  );
}

interface TableProps {
  companies: readonly CompanyIssues[];
  onOpen: (company: CompanyIssues) => void;
}

function CompanyTable({ companies, onOpen }: TableProps) {
  const { operations: t, customer } = words.value;
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={t.dataQuality}>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{words.value.list.customer}</th>
            <th scope="col" class="figure">
              {t.issueCount}
            </th>
            <th scope="col">{t.reasons}</th>
            <td aria-label={customer.details} />
          </tr>
        </thead>
        <tbody>
          {companies.map((company) => (
            <tr key={company.companyId}>
              <th scope="row">
                <a href={`/customers/${pathSegment(company.companyId)}`} data-row={company.companyId}>
                  {company.name}
                </a>
              </th>
              <td class="figure">{number(company.total)}</td>
              <td class="quiet">
                {Object.entries(company.counts)
                  .map(([reason, count]) => `${t.issueReasons[reason] ?? reason} ${number(count)}`)
                  .join(" · ")}
              </td>
              <td class="acts">
                <button
                  type="button"
                  class="small"
                  aria-label={t.issuesOf(company.name)}
                  onClick={() => onOpen(company)}
                >
                  {customer.details}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
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
          <div class="scrolls">
            <table class="rows">
              <thead>
                <tr>
                  <th scope="col">{t.path}</th>
                  <th scope="col">{t.detail}</th>
                </tr>
              </thead>
              <tbody>
                {flaws.map((flaw) => (
                  <tr key={`${flaw.path} ${flaw.reason}`}>
                    <th scope="row">
                      <code>{flaw.path}</code>
                    </th>
                    <td>
                      {t.issueReasons[flaw.reason] ?? flaw.reason} <span class="quiet">{flaw.detail}</span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}

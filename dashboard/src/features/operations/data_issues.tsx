/** Which companies' records can't be read, and why. */

import { useSignal } from "@preact/signals";
import { api, body } from "../../api/client";
import { number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Dialog } from "../../ui/controls/dialog";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Loaded } from "../../ui/feedback/loaded";
import { Empty } from "../../ui/feedback/placeholder";
import { part } from "../../router";
import { useResource } from "../../api/resource";

interface Company {
  companyId: string;
  name: string;
  total: number;
  counts: Record<string, number>;
}

export function Quality() {
  const { operations: t } = words.value;
  const opened = useSignal<Company | null>(null);
  const pages = usePages("quality", async (cursor) => {
    const page = await body(
      api.GET("/data-quality", { params: { query: cursor } }),
    );
    return { items: page.companies, next: page.next, total: page.total };
  });
  return (
    <section class="box">
      <p class="quiet">{t.qualityLead}</p>
      <PagedList
        pages={pages}
        lines={6}
        empty={<Empty title={t.noFlaws} hint={t.noFlawsHint} />}
      >
        {(companies) => (
          <CompanyTable companies={companies} onOpen={(company) => (opened.value = company)} />
        )}
      </PagedList>
      {opened.value && <Flaws company={opened.value} onClose={() => (opened.value = null)} />}
    </section>
  );
}

interface TableProps {
  companies: readonly Company[];
  onOpen: (company: Company) => void;
}

function CompanyTable({ companies, onOpen }: TableProps) {
  const { operations: t, customer } = words.value;
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={t.quality}>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{words.value.list.customer}</th>
            <th scope="col" class="figure">
              {t.wrong}
            </th>
            <th scope="col">{t.reasons}</th>
            <td aria-label={customer.details} />
          </tr>
        </thead>
        <tbody>
          {companies.map((company) => (
            <tr key={company.companyId}>
              <th scope="row">
                <a href={`/customers/${part(company.companyId)}`} data-row={company.companyId}>
                  {company.name}
                </a>
              </th>
              <td class="figure">{number(company.total)}</td>
              <td class="quiet">
                {Object.entries(company.counts)
                  .map(([reason, count]) => `${t.flaws[reason] ?? reason} ${number(count)}`)
                  .join(" · ")}
              </td>
              <td class="acts">
                <button
                  type="button"
                  class="small"
                  aria-label={t.flawsOf(company.name)}
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

function Flaws({ company, onClose }: { company: Company; onClose: () => void }) {
  const { operations: t } = words.value;
  const quality = useResource(`quality ${company.companyId}`, () =>
    body(
      api.GET("/customers/{company_id}/data-quality", {
        params: { path: { company_id: company.companyId } },
      }),
    ),
  );
  return (
    <Dialog title={t.flawsOf(company.name)} onClose={onClose} wide>
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
                      {t.flaws[flaw.reason] ?? flaw.reason} <span class="quiet">{flaw.detail}</span>
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

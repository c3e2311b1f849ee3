import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import type { SectionData } from "../../api/customer/context";
import { date, money, number, shortPercent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { now } from "../../ui/display/clock";
import { Facts } from "../../ui/display/facts";
import { usePages } from "../../ui/feedback/paged_list";
import { planText } from "../../ui/records/plan";
import { RecordLink } from "../../ui/records/record_link";
import { RecordListDialog } from "./record_list";

type Invoice = NonNullable<SectionData<"billing">["currentInvoice"]>;
type Discount = SectionData<"billing">["discounts"][number];

const PROBLEM_STATUSES = ["past_due"];

export function Billing({ id, billing }: { id: string; billing: SectionData<"billing"> }) {
  const { context: t } = words.value;
  const listOpen = useSignal(false);
  const { plan, currentInvoice, lastPayment, discounts, balance, credits, lastCredit, revenue12m } =
    billing;
  const status = billing.paymentStatus;
  return (
    <>
      <Facts
        of={[
          [
            t.payment,
            <span class={PROBLEM_STATUSES.includes(status) ? "critical strong" : ""}>
              {t.payments[status]}
            </span>,
          ],
          [t.plan, plan && planText(plan)],
          [t.trialEnds, billing.trialEndsAt && date(billing.trialEndsAt)],
          [
            t.currentInvoice,
            currentInvoice && (
              <RecordLink url={currentInvoice.url} system="Stripe">
                {money(currentInvoice.amount)}, {t.invoices[currentInvoice.status].toLowerCase()}
                {currentInvoice.dueAt && `, ${dueText(currentInvoice.status, currentInvoice.dueAt)}`}
              </RecordLink>
            ),
          ],
          [
            t.lastPayment,
            lastPayment &&
              `${money(lastPayment.amount)}, ${date(lastPayment.at)}, ${
                lastPayment.succeeded ? t.succeeded : t.failed
              }`,
          ],
          [t.failedPayments, number(billing.failedPayments12m)],
          [t.balance, balance && money(balance)],
          [t.credits, credits && money(credits)],
          [
            t.lastCredit,
            lastCredit &&
              [money(lastCredit.amount), date(lastCredit.at), lastCredit.reason]
                .filter(Boolean)
                .join(", "),
          ],
          [
            discounts.length > 1 ? t.discounts : t.discount,
            discounts.length > 0 && (
              <ul>
                {discounts.map((discount, n) => (
                  <li key={n}>{discountText(discount)}</li>
                ))}
              </ul>
            ),
          ],
          [t.revenue, revenue12m && money(revenue12m)],
          [t.billingContact, billing.billingContact],
        ]}
      />
      <button type="button" class="link" onClick={() => (listOpen.value = true)}>
        {t.allInvoices}
      </button>
      {listOpen.value && <InvoiceDialog id={id} onClose={() => (listOpen.value = false)} />}
    </>
  );
}

function dueText(status: Invoice["status"], dueAt: string): string {
  const { context: t } = words.value;
  const isOverdue = status === "open" && Date.parse(dueAt) < now.value;
  return (isOverdue ? t.overdueSince : t.dueOn)(date(dueAt));
}

function discountText({ name, percent, amount, endsAt }: Discount): string {
  const { context: t } = words.value;
  const off = amount ? money(amount) : percent === undefined ? "" : shortPercent(percent);
  return `${name} ${off}${endsAt ? `, ${t.until(date(endsAt))}` : ""}`;
}

function InvoiceDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { context: t } = words.value;
  const pages = usePages(`invoices ${id}`, async (cursor) => {
    const { invoices, next } = await dataOf(
      api.GET("/customers/{company_id}/invoices", {
        params: { path: { company_id: id }, query: cursor },
      }),
    );
    return { items: invoices, next };
  });
  return (
    <RecordListDialog
      title={t.allInvoices}
      pages={pages}
      columns={[
        {
          title: t.number,
          show: ({ id, number: name, url }) => (
            <RecordLink url={url} system="Stripe">
              {name ?? id}
            </RecordLink>
          ),
        },
        { title: t.created, show: (invoice) => date(invoice.createdAt) },
        { title: t.state, show: (invoice) => t.invoices[invoice.status] },
        { title: t.amount, kind: "figure", show: (invoice) => money(invoice.amount) },
      ]}
      onClose={onClose}
    />
  );
}

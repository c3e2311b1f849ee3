/** What customers were given in a month: credits, refunds, discounts and waived fees. */

import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";
import type { CreditsReport, GivenLine } from "../../api/types";
import { money, number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Address } from "../../ui/display/address";
import { Table } from "../../ui/display/table";
import { DateTime } from "../../ui/display/time";
import { Loaded } from "../../ui/feedback/loaded";
import { Empty } from "../../ui/feedback/placeholder";
import { CustomerLink } from "./customer_link";
import { chosenPeriod, Period } from "./period";
import "./reports.css";

export function Credits() {
  const month = chosenPeriod("month");
  const report = useResource(`credits ${month}`, () =>
    dataOf(api.GET("/reports/credits", { params: { query: { month } } })),
  );
  return (
    <>
      <Period unit="month" period={month} report="credits" />
      <Loaded of={report} lines={8}>
        {(found) => <CreditsFound report={found} />}
      </Loaded>
    </>
  );
}

function CreditsFound({ report }: { report: CreditsReport }) {
  const { reports: t, actions, list } = words.value;
  if (!report.lines.length) return <Empty title={t.nothingGiven} hint={t.nothingGivenHint} />;
  return (
    <>
      <section class="box">
        <h2>{t.totals}</h2>
        <Table
          label={t.totals}
          rows={report.totals}
          keyOf={({ kind }) => kind}
          columns={[
            { title: t.kind, show: ({ kind }) => actions.kinds[kind] },
            { title: t.count, kind: "figure", show: ({ count }) => number(count) },
            { title: actions.fields.amount, kind: "figure", show: ({ amounts }) => sum(amounts) },
          ]}
        />
      </section>
      <section class="box">
        <h2>{t.each}</h2>
        <Table
          label={t.each}
          rows={report.lines}
          keyOf={({ actionId }) => actionId}
          columns={[
            { title: list.customer, show: (line) => <CustomerLink of={line} /> },
            { title: t.when, show: ({ at }) => <DateTime at={at} /> },
            { title: t.kind, show: ({ kind }) => actions.kinds[kind] },
            { title: actions.fields.amount, kind: "figure", show: amountOf },
            { title: actions.reason, kind: "sentence", show: ({ reason }) => reason },
            { title: t.requester, show: ({ requester }) => <Address of={requester} /> },
            { title: t.approver, show: ({ approver }) => <Address of={approver ?? "–"} /> },
          ]}
        />
      </section>
    </>
  );
}

/** Returns an amount for each currency: they can't be added up. */
function sum(amounts: readonly { cents: number; currency: string }[]): string {
  return amounts.map(money).join(" · ") || "–";
}

function amountOf({ amount, percent, months }: GivenLine): string {
  const { reports: t } = words.value;
  if (amount) return money(amount);
  return percent && months ? t.discountFor(number(percent), months) : "–";
}

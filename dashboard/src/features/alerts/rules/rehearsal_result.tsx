/** A draft of a rule beside the rule in force: the alerts of each in the past daily runs. */

import type { Rehearsal } from "../../../api/types";
import { date, number, oneDecimal } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { pathSegment } from "../../../router";
import { Table } from "../../../ui/display/table";
import { FirstRows } from "./first_rows";

export function RehearsalResult({ found }: { found: Rehearsal }) {
  const { rehearsal: t } = words.value;
  const { now, draft, customers, daysEarlier, real, reproduced } = found;
  const period = t.period(date(found.first), date(found.last), number(found.compared));
  return (
    <div class="rehearsal" role="status">
      <p class="quiet">{period}</p>
      <Table
        label={t.both}
        tight
        keyOf={({ name }) => name}
        rows={[
          { name: t.alerts, now: now.alerts, draft: draft.alerts },
          { name: t.opened, now: now.opened, draft: draft.opened },
          { name: t.critical, now: now.critical, draft: draft.critical },
          { name: t.customers, now: now.customers, draft: draft.customers },
          { name: t.actedOn, now: found.actedOn, draft: found.actedOn - found.lost },
        ]}
        columns={[
          { title: t.alertsOf, show: ({ name }) => name },
          { title: t.now, kind: "figure", show: (row) => number(row.now) },
          { title: t.draft, kind: "figure", show: (row) => number(row.draft) },
        ]}
      />
      <p>
        {daysEarlier !== undefined && daysEarlier !== 0 && (
          <>{t.shift(oneDecimal(Math.abs(daysEarlier)), daysEarlier > 0)} </>
        )}
        {customers.length === 0 && t.same}
        {reproduced < real && (
          <span class="quiet"> {t.notReproduced(number(real - reproduced), number(real))}</span>
        )}
      </p>
      {customers.length > 0 && <ChangedCustomers customers={customers} />}
    </div>
  );
}

function ChangedCustomers({ customers }: Pick<Rehearsal, "customers">) {
  const { rehearsal: t } = words.value;
  return (
    <FirstRows
      label={t.changed}
      tight
      keyOf={({ id }) => id}
      rows={customers}
      columns={[
        { title: t.changed, show: (customer) => <CustomerLink {...customer} /> },
        { title: t.now, kind: "figure", show: (row) => number(row.now) },
        { title: t.draft, kind: "figure", show: (row) => number(row.draft) },
        {
          title: t.daysEarlier,
          kind: "figure",
          show: (row) => (row.daysEarlier === undefined ? "–" : number(row.daysEarlier)),
        },
        {
          title: t.lost,
          kind: "figure",
          show: (row) => (row.lost > 0 ? number(row.lost) : "–"),
        },
      ]}
    />
  );
}

/** Opens a tab of its own: the draft in the dialog would be lost. */
export function CustomerLink({ id, name }: { id: string; name: string }) {
  return (
    <a href={`/customers/${pathSegment(id)}`} target="_blank" rel="noopener">
      {name}
    </a>
  );
}

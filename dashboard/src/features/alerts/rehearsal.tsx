/** A draft of a rule beside the rule in force: the alerts of each in the past daily runs. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import type { Rehearsal, Rule } from "../../api/types";
import { date, number, oneDecimal } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Table } from "../../ui/display/table";
import { failureLines, FailureText } from "../../ui/feedback/failure";

/** The customers shown; a longer list would hide that the draft is far off. */
const SHOWN = 50;

export type RuleDraft = Pick<Rule, "thresholds" | "clearsAfter" | "enabled">;

interface RehearseProps {
  rule: Rule;
  found: Rehearsal | null;
  onFound: (found: Rehearsal | null) => void;
  draftOf: (fields: FormData) => RuleDraft;
}

/** The button, and below it what it found. It sends what its form says at that moment. */
export function Rehearse({ rule, found, onFound, draftOf }: RehearseProps) {
  const { rehearsal: t } = words.value;
  const failure = useSignal<Error | null>(null);
  const busy = useSignal(false);
  const rehearse = async (form: HTMLFormElement | null): Promise<void> => {
    if (!form?.reportValidity() || busy.value) return;
    busy.value = true;
    failure.value = null;
    onFound(null);
    try {
      const params = { path: { metric: rule.metric } };
      const body = { ...draftOf(new FormData(form)), days: 90 };
      onFound(await dataOf(api.POST("/rules/{metric}/rehearsals", { params, body })));
    } catch (error) {
      failure.value = error as Error;
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      <p>
        <button
          type="button"
          disabled={busy.value}
          onClick={(event) => void rehearse(event.currentTarget.form)}
        >
          {busy.value ? t.busy : t.rehearse}
        </button>{" "}
        <span class="quiet">{t.lead}</span>
      </p>
      {failure.value && (
        <p class="refused" role="alert">
          <FailureText lines={failureLines(failure.value)} />
        </p>
      )}
      {found && <RehearsalResult found={found} />}
    </>
  );
}

function RehearsalResult({ found }: { found: Rehearsal }) {
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
    <>
      <Table
        label={t.changed}
        tight
        keyOf={({ id }) => id}
        rows={customers.slice(0, SHOWN)}
        columns={[
          { title: t.changed, show: ({ name }) => name },
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
      {customers.length > SHOWN && (
        <p class="quiet">{t.more(number(customers.length - SHOWN))}</p>
      )}
    </>
  );
}

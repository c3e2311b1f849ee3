/** The audit log: every step of every action, the newest first, and the check that it is whole. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import type { AuditCheck, AuditEntry } from "../../api/types";
import { money, number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Address } from "../../ui/display/address";
import { Table } from "../../ui/display/table";
import { DateTime } from "../../ui/display/time";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Empty } from "../../ui/feedback/placeholder";
import { showFailure } from "../../ui/feedback/toast";
import { hasReference } from "../../ui/records/reference";
import { CustomerLink } from "./customer_link";
import "./reports.css";

export function AuditLog() {
  const { reports: t } = words.value;
  const pages = usePages("audit", async (cursor) => {
    const { entries, next, total } = await dataOf(
      api.GET("/audit", { params: { query: { limit: 50, ...cursor } } }),
    );
    return { items: entries, next, total };
  });
  return (
    <>
      <Check />
      <section class="box">
        <PagedList pages={pages} lines={10} empty={<Empty title={t.noEntry} hint={t.noEntryHint} />}>
          {(entries) => <Entries entries={entries} />}
        </PagedList>
      </section>
    </>
  );
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  const { reports: t, actions, approvals, list } = words.value;
  const kinds: Record<string, string> = { ...actions.kinds, source_id: t.sourceId };
  return (
    <Table
      label={t.audit}
      rows={entries}
      keyOf={(entry) => entry.number}
      columns={[
        { title: t.number, show: (entry) => number(entry.number) },
        { title: t.when, show: ({ at }) => <DateTime at={at} /> },
        { title: t.step, show: ({ step }) => approvals.stepKinds[step] ?? step },
        { title: t.who, show: ({ who }) => <Address of={personName(who.email)} /> },
        {
          title: t.kind,
          show: ({ kind, amount }) => (
            <>
              {kinds[kind] ?? kind} {amount && <strong>{money(amount)}</strong>}
            </>
          ),
        },
        { title: list.customer, show: (entry) => <CustomerLink of={entry} /> },
        { title: t.approver, show: ({ approver }) => <Address of={approver?.email ?? "–"} /> },
        { title: t.why, kind: "sentence", show: ({ why, reason }) => why ?? reason },
        {
          title: t.outcome,
          show: ({ kind, outcome }) => (hasReference(kind) && outcome) || "–",
        },
      ]}
    />
  );
}

/** The steps that no person took have a name without an address. */
function personName(email: string): string {
  return email.includes("@") ? email : words.value.reports.system;
}

function Check() {
  const { reports: t } = words.value;
  const found = useSignal<AuditCheck | null>(null);
  const busy = useSignal(false);
  const verify = async (): Promise<void> => {
    busy.value = true;
    found.value = null;
    try {
      found.value = await dataOf(api.GET("/audit/check"));
    } catch (failure) {
      showFailure(failure);
    } finally {
      busy.value = false;
    }
  };
  return (
    <section class="box check-log">
      <div>
        <h2>{t.check}</h2>
        <p class="quiet">{t.checkLead}</p>
        <div role="status">{found.value && <CheckResult check={found.value} />}</div>
      </div>
      <button type="button" disabled={busy.value} onClick={() => void verify()}>
        {busy.value ? t.checking : t.verify}
      </button>
    </section>
  );
}

function CheckResult({ check }: { check: AuditCheck }) {
  const { reports: t } = words.value;
  if (!check.sound) {
    return (
      <p class="refused">
        {t.broken(number(check.verified))} <small>{check.broken}</small>
      </p>
    );
  }
  return (
    <>
      <p class="healthy strong">{t.sound(number(check.verified), check.verified === 1)}</p>
      <p class="quiet">
        {t.anchor} <code>{check.anchor}</code>
      </p>
    </>
  );
}

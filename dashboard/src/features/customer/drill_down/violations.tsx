/** Every shift or timecard that was counted. */

import { useSignal } from "@preact/signals";
import type { DrillDown, Violation } from "../../../api/types";
import { number } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { type Column, Table } from "../../../ui/display/table";
import { DateOnly } from "../../../ui/display/time";
import { Empty } from "../../../ui/feedback/placeholder";

const FIRST_SHOWN = 50;
const MORE_SHOWN = 500;

export function ViolationTable({ report }: { report: DrillDown }) {
  const { drillDown: t, common } = words.value;
  const shown = useSignal(FIRST_SHOWN);
  const { offences: violations } = report;
  if (!violations.length) return <Empty title={t.nothingCounted} hint={t.nothingCountedHint} />;
  const types: Column<Violation> = {
    title: t.type,
    show: (violation) => violation.types.map((type) => t.typeNames[type] ?? type).join(", "),
  };
  return (
    <>
      <Table
        label={t.records}
        rows={violations.slice(0, shown.value)}
        keyOf={({ record }) => record}
        columns={[
          { title: t.day, show: ({ date }) => <DateOnly day={date} /> },
          { title: t.employee, show: ({ employee, employeeId }) => employee ?? employeeId ?? "–" },
          {
            title: t.department,
            show: ({ department, departmentId }) => department ?? departmentId ?? "–",
          },
          ...(violations.some((violation) => violation.types.length) ? [types] : []),
          { title: t.record, show: ({ record }) => <code>{record}</code> },
        ]}
      />
      {violations.length > shown.value && (
        <button type="button" class="small" onClick={() => (shown.value += MORE_SHOWN)}>
          {common.more} ({number(violations.length - shown.value)})
        </button>
      )}
    </>
  );
}

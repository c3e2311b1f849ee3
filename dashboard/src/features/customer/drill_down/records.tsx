/** Every shift or timecard that counted. */

import { useSignal } from "@preact/signals";
import type { DrillDown, Violation } from "../../../api/types";
import { number } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Empty } from "../../../ui/feedback/placeholder";
import { DateOnly } from "../../../ui/display/time";

const FIRST_SHOWN = 50;

export function ViolationTable({ of }: { of: DrillDown }) {
  const { drillDown: t, common } = words.value;
  const shown = useSignal(FIRST_SHOWN);
  if (!of.offences.length) return <Empty title={t.nothingCounted} hint={t.nothingCountedHint} />;
  const typed = of.offences.some((one) => one.types.length);
  return (
    <>
      <div class="scrolls" tabIndex={0} role="region" aria-label={t.records}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{t.day}</th>
              <th scope="col">{t.employee}</th>
              <th scope="col">{t.department}</th>
              {typed && <th scope="col">{t.types}</th>}
              <th scope="col">{t.record}</th>
            </tr>
          </thead>
          <tbody>
            {of.offences.slice(0, shown.value).map((one) => (
              <Line key={one.record} of={one} typed={typed} />
            ))}
          </tbody>
        </table>
      </div>
      {of.offences.length > shown.value && (
        <button type="button" class="small" onClick={() => (shown.value += 10 * FIRST_SHOWN)}>
          {common.more} ({number(of.offences.length - shown.value)})
        </button>
      )}
    </>
  );
}

function Line({ of, typed }: { of: Violation; typed: boolean }) {
  const { drillDown: t } = words.value;
  return (
    <tr>
      <th scope="row">
        <DateOnly day={of.date} />
      </th>
      <td>{of.employee ?? of.employeeId ?? "–"}</td>
      <td>{of.department ?? of.departmentId ?? "–"}</td>
      {typed && <td>{of.types.map((type) => t.typeNames[type] ?? type).join(", ")}</td>}
      <td>
        <code>{of.record}</code>
      </td>
    </tr>
  );
}

/** Every value of a chart as a table, the newest day first. Its rows exist only once it is open. */

import { useSignal } from "@preact/signals";
import { date } from "../../i18n/format";
import { words } from "../../i18n/language";
import { type Column, Table } from "../display/table";
import { type Series, textsOn } from "./series";

interface ValueTableProps {
  series: Series;
  label: string;
  format: (value: number) => string;
}

export function ValueTable({ series, label, format }: ValueTableProps) {
  const { charts: t } = words.value;
  const open = useSignal(false);
  if (series.values.every((value) => value === null)) return null;
  return (
    <details
      class="value-table"
      onToggle={({ currentTarget }) => void (open.value = currentTarget.open)}
    >
      <summary>{t.showTable}</summary>
      {open.value && (
        <Table
          tight
          label={label}
          columns={columns(series, format)}
          rows={[...series.dates.keys()].reverse()}
          keyOf={(index) => index}
        />
      )}
    </details>
  );
}

function columns(
  { dates, values, thresholds, events }: Series,
  format: ValueTableProps["format"],
): [Column<number>, ...Column<number>[]] {
  const { charts: t } = words.value;
  const show = (value: number | null | undefined) => (value == null ? "–" : format(value));
  const eventColumn: Column<number> = {
    title: t.events,
    show: (index) => textsOn(dates[index] ?? "", events).join("; "),
  };
  return [
    { title: t.day, show: (index) => date(dates[index] ?? "") },
    { title: t.value, kind: "figure", show: (index) => show(values[index]) },
    ...thresholds.map((threshold): Column<number> => ({
      title: t.lines[threshold.level],
      kind: "figure",
      show: (index) => show(threshold.values[index]),
    })),
    ...(events.length ? [eventColumn] : []),
  ];
}

/** A table of its first 50 rows, with a button that shows all. */

import { useSignal } from "@preact/signals";
import { number } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Table, type TableProps } from "../../../ui/display/table";

/** A longer list would hide that a draft is far off. */
const SHOWN = 50;

export function FirstRows<T>({ rows, ...props }: TableProps<T>) {
  const all = useSignal(false);
  return (
    <>
      <Table {...props} rows={all.value ? rows : rows.slice(0, SHOWN)} />
      {rows.length > SHOWN && !all.value && (
        <button type="button" class="plain" onClick={() => (all.value = true)}>
          {words.value.rehearsal.showAll(number(rows.length))}
        </button>
      )}
    </>
  );
}

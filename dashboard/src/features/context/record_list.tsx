/** A dialog with all records of a kind that a source has, a page at a time. */

import { words } from "../../i18n/language";
import { Dialog } from "../../ui/controls/dialog";
import { type Column, Table } from "../../ui/display/table";
import { PagedList, type Pages } from "../../ui/feedback/paged_list";

interface RecordListProps<T> {
  title: string;
  pages: Pages<T>;
  columns: readonly [Column<T>, ...Column<T>[]];
  onClose: () => void;
}

export function RecordListDialog<T extends { id: string }>(props: RecordListProps<T>) {
  const { title, pages, columns, onClose } = props;
  const empty = <p class="quiet">{words.value.context.empty}</p>;
  return (
    <Dialog title={title} onClose={onClose} wide>
      <PagedList pages={pages} lines={8} empty={empty}>
        {(items) => <Table label={title} columns={columns} rows={items} keyOf={({ id }) => id} />}
      </PagedList>
    </Dialog>
  );
}

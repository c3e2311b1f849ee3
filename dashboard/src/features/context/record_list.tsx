/** A source's whole list of something, a page at a time. */

import type { ComponentChildren } from "preact";
import { Dialog } from "../../ui/controls/dialog";
import { PagedList, type Pages } from "../../ui/feedback/paged_list";
import { words } from "../../i18n/language";

interface Column<T> {
  title: string;
  figure?: boolean;
  show: (one: T) => ComponentChildren;
}

interface WholeListProps<T> {
  title: string;
  pages: Pages<T>;
  /** The first one names the row. */
  columns: readonly [Column<T>, ...Column<T>[]];
  onClose: () => void;
}

export function RecordListDialog<T extends { id: string }>(props: WholeListProps<T>) {
  const { title, pages, columns, onClose } = props;
  const [name, ...others] = columns;
  return (
    <Dialog title={title} onClose={onClose} wide>
      <PagedList
        pages={pages}
        lines={8}
        empty={<p class="quiet">{words.value.context.empty}</p>}
      >
        {(items) => (
          <div class="scrolls" tabIndex={0} role="region" aria-label={title}>
            <table class="rows">
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column.title} scope="col" class={column.figure ? "figure" : ""}>
                      {column.title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <tr key={item.id}>
                    <th scope="row">{name.show(item)}</th>
                    {others.map((column) => (
                      <td key={column.title} class={column.figure ? "figure" : ""}>
                        {column.show(item)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </PagedList>
    </Dialog>
  );
}

/** A source's whole list of something, a page at a time. */

import type { ComponentChildren } from "preact";
import { Dialog } from "../../ui/controls/dialog";
import { More, type Pages } from "../../ui/feedback/paged_list";
import { Loaded } from "../../ui/feedback/loaded";
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

export function WholeList<T extends { id: string }>(props: WholeListProps<T>) {
  const { title, pages, columns, onClose } = props;
  const [name, ...others] = columns;
  return (
    <Dialog title={title} onClose={onClose} wide>
      <Loaded of={pages.first} lines={8}>
        {() =>
          pages.items.length ? (
            <div class="scrolls" tabIndex={0} role="region" aria-label={title}>
              <table class="rows">
                <thead>
                  <tr>
                    {columns.map((one) => (
                      <th key={one.title} scope="col" class={one.figure ? "figure" : ""}>
                        {one.title}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {pages.items.map((item) => (
                    <tr key={item.id}>
                      <th scope="row">{name.show(item)}</th>
                      {others.map((one) => (
                        <td key={one.title} class={one.figure ? "figure" : ""}>
                          {one.show(item)}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          ) : (
            <p class="quiet">{words.value.context.empty}</p>
          )
        }
      </Loaded>
      <More pages={pages} />
    </Dialog>
  );
}

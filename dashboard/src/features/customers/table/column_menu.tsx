/** The menu in which a person chooses the table's columns. */

import { words } from "../../../i18n/language";
import { Menu } from "../../../ui/controls/menu";
import { CHOOSABLE, columnTitle, hiddenColumns, showColumn } from "./columns";

export function ColumnMenu() {
  return (
    <Menu label={words.value.list.columns}>
      {() =>
        CHOOSABLE.map(({ key }) => (
          <label key={key} class="check menu-check">
            <input
              type="checkbox"
              checked={!hiddenColumns.value.includes(key)}
              onChange={(event) => showColumn(key, event.currentTarget.checked)}
            />
            {columnTitle(key, words.value)}
          </label>
        ))
      }
    </Menu>
  );
}

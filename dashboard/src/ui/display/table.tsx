/** A table of some dozen rows; the first column names the row. */

import type { ComponentChildren } from "preact";

export interface Column<T> {
  title: string;
  show: (row: T) => ComponentChildren;
  /** "figure" aligns to the right. "acts" holds buttons: its title is for screen readers only.
   * "sentence" is never squeezed to a word a line. */
  kind?: "figure" | "acts" | "sentence" | "quiet" | "warning" | "critical";
}

export interface TableProps<T> {
  /** The name of the region, which scrolls sideways on a narrow window. */
  label: string;
  columns: readonly [Column<T>, ...Column<T>[]];
  rows: readonly T[];
  keyOf: (row: T) => string | number;
  tight?: boolean;
}

export function Table<T>({ label, columns, rows, keyOf, tight }: TableProps<T>) {
  const [name, ...others] = columns;
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={label}>
      <table class={tight ? "rows tight" : "rows"}>
        <thead>
          <tr>
            {columns.map(({ title, kind }) =>
              kind === "acts" ? (
                <td key={title} aria-label={title} />
              ) : (
                <th key={title} scope="col" class={kind === "figure" ? kind : ""}>
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <th scope="row">{name.show(row)}</th>
              {others.map(({ title, kind, show }) => (
                <td key={title} class={kind ?? ""}>
                  {show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

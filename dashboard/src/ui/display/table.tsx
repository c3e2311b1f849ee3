/** A table of some dozen rows; the first column names the row. If the window is too narrow for its
 * columns, each row becomes a paragraph. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { windowWidth } from "./window_width";

export interface Column<T> {
  title: string;
  show: (row: T) => ComponentChildren;
  /** "figure" aligns to the right. "acts" holds buttons: its title is for screen readers only.
   * "sentence" is never squeezed to a word a line. */
  kind?: "figure" | "acts" | "sentence" | "quiet" | "warning" | "critical";
}

export interface TableProps<T> {
  /** The name of the region, which scrolls sideways if a row is too long for the window. */
  label: string;
  columns: readonly [Column<T>, ...Column<T>[]];
  rows: readonly T[];
  keyOf: (row: T) => string | number;
  tight?: boolean;
}

export function Table<T>({ label, columns, rows, keyOf, tight }: TableProps<T>) {
  const [name, ...others] = columns;
  const root = useRef<HTMLDivElement>(null);
  /** The widest window that was too narrow. */
  const tooNarrow = useSignal(0);
  const isStacked = windowWidth.value <= tooNarrow.value;
  useLayoutEffect(() => {
    const box = root.current;
    if (!isStacked && box && box.scrollWidth > box.clientWidth) tooNarrow.value = windowWidth.peek();
  });
  return (
    <div ref={root} class="scrolls" tabIndex={0} role="region" aria-label={label}>
      <table class={`rows ${tight ? "tight" : ""} ${isStacked ? "stacked" : ""}`}>
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
                <td key={title} class={kind ?? ""} data-title={kind === "acts" ? undefined : title}>
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

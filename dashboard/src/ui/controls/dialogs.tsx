/** The dialog above the page. It stays when what opened it goes, such as a row that leaves its list
 * at a refresh, and is closed when the address changes. */

import { signal } from "@preact/signals";
import { type ComponentChildren, Fragment } from "preact";
import { useEffect } from "preact/hooks";
import { path, query } from "../../router";

interface Opened {
  number: number;
  show: () => ComponentChildren;
}

const opened = signal<Opened | null>(null);
let count = 0;

/** Opens a dialog in place of the one that is open. `close` closes only the dialog it was given to. */
export function openDialog(show: (close: () => void) => ComponentChildren): void {
  const number = ++count;
  const close = (): void => {
    if (opened.peek()?.number === number) opened.value = null;
  };
  opened.value = { number, show: () => show(close) };
}

export function Dialogs() {
  const current = opened.value;
  useEffect(() => {
    opened.value = null;
  }, [path.value, query.value]);
  return current && <Fragment key={current.number}>{current.show()}</Fragment>;
}

/** The rows of a page. Each has one link, marked with `data-row`, and reacts as a whole as it does. */

import { matchPath } from "../../router";

const IS_MAC = navigator.platform.startsWith("Mac");
const MIDDLE_BUTTON = 1;
/** What has a click of its own. */
const CONTROLS = "a, button, input, select, textarea, label, details, dialog";

const ROWS = "tr, [data-keys]";
const OF_A_CUSTOMER = ["/customers/:id", "/customers/:id/metrics/:metric"];

type RowLink = HTMLAnchorElement;

/** Returns the link of the row that has the focus, on itself or on something inside. */
export function focusedRow(): RowLink | null {
  return rowLink(document.activeElement);
}

function rowLink(target: EventTarget | null): RowLink | null {
  if (!(target instanceof Element)) return null;
  const own = target.closest<RowLink>("a[data-row]");
  return own ?? target.closest(ROWS)?.querySelector<RowLink>("a[data-row]") ?? null;
}

/** Moves the focus to the row after or before the one that has it. */
export function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const current = rows.findIndex((row) => row === focusedRow());
  const next = rows[current === -1 ? (step === 1 ? 0 : rows.length - 1) : current + step];
  next?.focus();
}

/** Returns the id of the customer that a page or a row's link is about, or null. */
export function customerIn(address: string): string | null {
  for (const pattern of OF_A_CUSTOMER) {
    const [id] = matchPath(pattern, address) ?? [];
    if (id !== undefined) return id;
  }
  return null;
}

/** Returns the link of the row that was clicked beside its controls and its link. */
function clickedRow(event: MouseEvent): RowLink | null {
  return (event.target as Element).closest(CONTROLS) ? null : rowLink(event.target);
}

/** Clicks a row's link with the same keys, so that the browser does what it does for a link: it
 * opens a tab or a window. A click that ends a selection of text opens nothing. */
function openRow(event: MouseEvent): void {
  const isMiddle = event.button === MIDDLE_BUTTON;
  const link = isMiddle || event.button === 0 ? clickedRow(event) : null;
  if (!link || event.defaultPrevented || (!isMiddle && getSelection()?.toString())) return;
  link.focus({ preventScroll: true });
  link.dispatchEvent(
    new MouseEvent("click", {
      bubbles: true,
      cancelable: true,
      ctrlKey: event.ctrlKey || (isMiddle && !IS_MAC),
      metaKey: event.metaKey || (isMiddle && IS_MAC),
      shiftKey: event.shiftKey,
    }),
  );
}

/** The middle button would start scrolling, and Shift would select text. */
function keepClick(event: MouseEvent): void {
  if ((event.button === MIDDLE_BUTTON || event.shiftKey) && clickedRow(event)) {
    event.preventDefault();
  }
}

export function listenForRowClicks(): void {
  addEventListener("mousedown", keepClick);
  addEventListener("click", openRow);
  addEventListener("auxclick", openRow);
}

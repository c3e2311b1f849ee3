/** Keeps a person's place on each page that the browser's Back leads to: how far it was scrolled, and
 * which row had the focus. The page may load its data again first, so its place is sought until it
 * is there, or until the person does something else. */

import { entryKey } from "../router";
import { focusedRow } from "./keys/rows";

interface Place {
  path: string;
  top: number;
  /** How far the list that scrolls inside the page was scrolled. */
  listTop: number;
  row: string | undefined;
}

const LIST = ".window";
const SEEK_MS = 5_000;
/** Pages on a screen of fractional pixels do not scroll to an exact number. */
const CLOSE = 1;

const places = new Map<string, Place>();
let sought: Place | undefined;
let timer = 0;
const observer = new MutationObserver(goToPlace);

function scrolledList(): Element | null {
  return document.querySelector(LIST);
}

function remember(): void {
  if (sought) return;
  places.set(entryKey(), {
    path: location.pathname,
    top: scrollY,
    listTop: scrolledList()?.scrollTop ?? 0,
    row: focusedRow()?.dataset["row"],
  });
}

function seek(): void {
  stopSeeking();
  const place = places.get(entryKey());
  if (place?.path !== location.pathname) return;
  sought = place;
  timer = window.setTimeout(stopSeeking, SEEK_MS);
  observer.observe(document.body, { childList: true, subtree: true });
  // The page may be rendered already: the router heard of the new address first.
  goToPlace();
}

function goToPlace(): void {
  if (!sought) return;
  const { top, listTop, row } = sought;
  const list = scrolledList();
  scrollTo(0, top);
  if (list) list.scrollTop = listTop;
  const link = row && document.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`);
  if (link) link.focus({ preventScroll: true });
  const scrolled = Math.abs(scrollY - top) + Math.abs((list?.scrollTop ?? 0) - listTop) <= CLOSE;
  if (scrolled && (link || !row)) stopSeeking();
}

function stopSeeking(): void {
  observer.disconnect();
  clearTimeout(timer);
  sought = undefined;
}

export function keepPlaces(): void {
  // The browser would scroll before the page has its data.
  history.scrollRestoration = "manual";
  addEventListener("scroll", remember, { capture: true, passive: true });
  addEventListener("focusin", remember);
  addEventListener("popstate", seek);
  for (const event of ["pointerdown", "wheel", "touchstart", "keydown"]) {
    addEventListener(event, stopSeeking, { passive: true });
  }
}

/** The keys. They are off while the focus is in a field, and while a dialog is open. */

import { signal } from "@preact/signals";
import { refresh } from "../../api/refresh";
import { navigate, path } from "../../router";
import { requestAction } from "../action_request";
import { customerIn, focusedRow, focusRow } from "./rows";
import { singleKeys } from "./single_keys";

const GO_TO: Record<string, string> = {
  c: "/",
  a: "/alerts",
  r: "/review",
  p: "/approvals",
  t: "/reports",
  o: "/operations",
};

/** How long after `g` the letter of a page is accepted. */
const GO_TO_MS = 1500;
const IS_MAC = navigator.platform.startsWith("Mac");

export const PALETTE_KEY = IS_MAC ? "⌘ K" : "Ctrl K";

export const helpOpen = signal(false);
export const paletteOpen = signal(false);
let goPressedAt = 0;

const SHORTCUTS: Record<string, () => void> = {
  "/": () => document.querySelector<HTMLElement>("[data-search]")?.focus(),
  "?": () => void (helpOpen.value = true),
  j: () => focusRow(1),
  k: () => focusRow(-1),
  g: () => void (goPressedAt = Date.now()),
  R: () => refresh(),
  e: () => press("e"),
  s: () => press("s"),
  c: () => press("c") || contact(),
  n: () => press("n", document) || focusRow(1),
  p: () => press("p", document) || focusRow(-1),
  "]": () => SHORTCUTS["n"]?.(),
  "[": () => SHORTCUTS["p"]?.(),
};

/** Clicks what is marked with a key, and returns whether there is such a button or link. */
function press(key: string, inside: ParentNode | null = area()): boolean {
  const marked = inside?.querySelector<HTMLElement>(`[data-key="${key}"]`);
  marked?.click();
  return Boolean(marked);
}

/** Returns the row that the focus is in; without one, the customer's page. */
function area(): Element | null {
  const focused = document.activeElement?.closest("[data-keys]");
  if (focused) return focused;
  return customerIn(path.value) === null ? null : document.getElementById("content");
}

/** Writes to the customer of the focused row, or of the page. */
function contact(): void {
  const row = focusedRow();
  const id = customerIn(row?.pathname ?? path.value);
  if (id !== null) {
    requestAction({ id, kind: "send_email", ...(row ? { lead: row.textContent } : {}) });
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select") !== null;
}

/** Also while a dialog is about to open, for people who type fast. */
function inDialog(): boolean {
  return paletteOpen.value || helpOpen.value || document.querySelector("dialog[open]") !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || inDialog()) return;
  if (event[IS_MAC ? "metaKey" : "ctrlKey"] && event.key.toLowerCase() === "k") {
    event.preventDefault();
    paletteOpen.value = true;
    return;
  }
  if (event.ctrlKey || event.metaKey || isTyping(event.target) || !singleKeys.value) return;
  const page = GO_TO[event.key];
  if (page && Date.now() - goPressedAt < GO_TO_MS) {
    goPressedAt = 0;
    event.preventDefault();
    navigate(page);
    return;
  }
  const run = SHORTCUTS[event.key];
  if (!run) return;
  event.preventDefault();
  run();
}

export function listenForKeys(): void {
  addEventListener("keydown", onKeyDown);
}

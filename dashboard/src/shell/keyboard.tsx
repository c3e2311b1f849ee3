/** Keyboard shortcuts. They are off while the focus is in a field or a dialog. */

import { signal } from "@preact/signals";
import { refresh } from "../api/refresh";
import { words } from "../i18n/language";
import { navigate } from "../router";
import { Dialog } from "../ui/controls/dialog";

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

const helpOpen = signal(false);
let goPressedAt = 0;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, dialog") !== null;
}

/** Moves the focus between the rows of the page, which are links marked with `data-row`. */
function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const current = rows.findIndex((row) => row === document.activeElement);
  const next = rows[current === -1 ? (step === 1 ? 0 : rows.length - 1) : current + step];
  next?.focus();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) return;
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

const SHORTCUTS: Record<string, () => void> = {
  "/": () => document.querySelector<HTMLElement>("[data-search]")?.focus(),
  "?": () => void (helpOpen.value = true),
  j: () => focusRow(1),
  k: () => focusRow(-1),
  g: () => void (goPressedAt = Date.now()),
  R: () => refresh(),
};

export function listenForShortcuts(): void {
  addEventListener("keydown", onKeyDown);
}

export function showShortcuts(): void {
  helpOpen.value = true;
}

export function ShortcutHelp() {
  if (!helpOpen.value) return null;
  const { keys } = words.value;
  const lines: readonly [string, string][] = [
    ["/", keys.search],
    ["j", keys.next],
    ["k", keys.previous],
    ["Enter", keys.open],
    ["R", keys.refresh],
    ["g", keys.go],
    ["?", keys.help],
    ["Esc", keys.close],
  ];
  return (
    <Dialog title={keys.title} onClose={() => void (helpOpen.value = false)}>
      <dl class="keys">
        {lines.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

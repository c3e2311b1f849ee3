/** The keyboard: one letter each, while nobody types. */

import { signal } from "@preact/signals";
import { words } from "../i18n/language";
import { navigate } from "../router";
import { refresh } from "../api/refresh";
import { Dialog } from "../ui/controls/dialog";

const PAGES: Record<string, string> = {
  c: "/",
  a: "/alerts",
  r: "/review",
  p: "/approvals",
  o: "/operations",
};

const helping = signal(false);
let going = 0;

function typing(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, dialog") !== null;
}

/** The rows of the page that `j` and `k` walk through: links marked with `data-row`. */
function walk(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step];
  next?.focus();
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target)) return;
  const page = PAGES[event.key];
  if (page && Date.now() - going < 1500) {
    going = 0;
    event.preventDefault();
    navigate(page);
    return;
  }
  const act = ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

const ACTS: Record<string, () => void> = {
  "/": () => document.querySelector<HTMLElement>("[data-search]")?.focus(),
  "?": () => void (helping.value = true),
  j: () => walk(1),
  k: () => walk(-1),
  g: () => void (going = Date.now()),
  R: () => refresh(),
};

export function listenForKeys(): void {
  addEventListener("keydown", press);
}

export function showKeys(): void {
  helping.value = true;
}

export function KeyHelp() {
  if (!helping.value) return null;
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
    <Dialog title={keys.title} onClose={() => void (helping.value = false)}>
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

/** When to load again: every five minutes, on the button, and when the network is back. */

import { signal } from "@preact/signals";
import { online } from "./connection";
import { pausedUntil, refreshing, unanswered } from "./load";

const INTERVAL_MS = 5 * 60_000;
/** After a refresh without an answer, and at least, where the server names a time. */
const RETRY_MS = 15_000;
const CHECK_MS = 5_000;

/** Every view reloads its data when `number` grows; `byHand` is true if a person asked for it. */
export const refreshRound = signal({ number: 0, byHand: false });

let lastRefresh = Date.now();

export function refresh(byHand = true): void {
  if (Date.now() < pausedUntil.peek()) return;
  lastRefresh = Date.now();
  refreshRound.value = { number: refreshRound.value.number + 1, byHand };
}

function dueAt(): number {
  const isShort = pausedUntil.peek() > 0 || unanswered.peek();
  return Math.max(pausedUntil.peek(), lastRefresh + (isShort ? RETRY_MS : INTERVAL_MS));
}

function refreshIfDue(): void {
  if (document.hidden || !online.peek() || refreshing.peek()) return;
  if (Date.now() >= dueAt()) refresh(false);
}

export function startAutoRefresh(): void {
  // Checked often, since a browser pauses timers while the computer sleeps or the tab is hidden.
  setInterval(refreshIfDue, CHECK_MS);
  addEventListener("visibilitychange", refreshIfDue);
  addEventListener("online", () => refresh(false));
}

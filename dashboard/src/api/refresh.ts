/** When to load again: every five minutes, on the button, and when the network is back. */

import { signal } from "@preact/signals";
import { reachable } from "./connection";

const INTERVAL_MS = 5 * 60_000;
const UNREACHABLE_INTERVAL_MS = 15_000;
const CHECK_MS = 5_000;

/** Every view reloads its data when `number` grows; `byHand` is true if a person asked for it. */
export const refreshRound = signal({ number: 0, byHand: false });

let lastRefresh = Date.now();

export function refresh(byHand = true): void {
  lastRefresh = Date.now();
  refreshRound.value = { number: refreshRound.value.number + 1, byHand };
}

function refreshIfDue(): void {
  if (!document.hidden && Date.now() - lastRefresh >= INTERVAL_MS) refresh(false);
}

export function startAutoRefresh(): void {
  // Checked often, since a browser pauses timers while the computer sleeps or the tab is hidden.
  setInterval(refreshIfDue, CHECK_MS);
  addEventListener("visibilitychange", refreshIfDue);
  addEventListener("online", () => refresh(false));
  setInterval(() => {
    if (!reachable.value && navigator.onLine && !document.hidden) refresh(false);
  }, UNREACHABLE_INTERVAL_MS);
}

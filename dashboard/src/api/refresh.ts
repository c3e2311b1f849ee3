/** When to ask again: every five minutes, on the button, and when the network is back. */

import { signal } from "@preact/signals";
import { reachable } from "./connection";

const INTERVAL_MS = 5 * 60_000;

/** Whoever shows something of the API asks again when this grows. `byHand` tells why it grew. */
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
  setInterval(refreshIfDue, 5_000);
  addEventListener("visibilitychange", refreshIfDue);
  addEventListener("online", () => refresh(false));
  // A lost answer is asked for again sooner than one that came.
  setInterval(() => {
    if (!reachable.value && navigator.onLine && !document.hidden) refresh(false);
  }, 15_000);
}

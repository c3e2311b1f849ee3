/** Whether the API can be reached, and when it answered last. */

import { signal } from "@preact/signals";

export const reachable = signal(navigator.onLine);
export const lastAnswerAt = signal<Date | null>(null);

export function setReachable(answered: boolean): void {
  reachable.value = answered;
  if (answered) lastAnswerAt.value = new Date();
}

addEventListener("offline", () => setReachable(false));

/** Whether the API answers, and since when it doesn't. */

import { signal } from "@preact/signals";

export const reachable = signal(navigator.onLine);
export const answeredAt = signal<Date | null>(null);

export function heard(answered: boolean): void {
  reachable.value = answered;
  if (answered) answeredAt.value = new Date();
}

addEventListener("offline", () => heard(false));

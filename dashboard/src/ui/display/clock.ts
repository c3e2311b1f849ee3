/** The time, to the half minute: what "3 days ago" is told by. */

import { signal } from "@preact/signals";

export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, 30_000);

/** The current time, updated every 30 seconds, for texts such as "3 minutes ago". */

import { signal } from "@preact/signals";

export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, 30_000);

/** Whether the browser has a network. */

import { signal } from "@preact/signals";

export const online = signal(navigator.onLine);

addEventListener("offline", () => void (online.value = false));
addEventListener("online", () => void (online.value = true));

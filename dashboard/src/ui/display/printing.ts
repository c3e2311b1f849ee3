/** Whether the page is being printed: then lists that show a part must show all. */

import { signal } from "@preact/signals";

export const printing = signal(false);

addEventListener("beforeprint", () => void (printing.value = true));
addEventListener("afterprint", () => void (printing.value = false));

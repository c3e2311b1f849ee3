/** Whether single keys act. A person can turn them off (WCAG 2.1.4): somebody who dictates, or whose
 * hand slips, would act by accident. */

import { effect, signal } from "@preact/signals";

const STORAGE_KEY = "single-keys";

export const singleKeys = signal(localStorage.getItem(STORAGE_KEY) !== "off");

effect(() => {
  // The styles hide the hints of keys that do nothing.
  document.documentElement.dataset["singleKeys"] = singleKeys.value ? "on" : "off";
});

export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  localStorage.setItem(STORAGE_KEY, on ? "on" : "off");
}

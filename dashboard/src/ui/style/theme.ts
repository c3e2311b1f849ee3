/** The light or dark theme: the system's choice, unless the person sets one. */

import { effect, signal } from "@preact/signals";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = "theme";

function storedTheme(): Theme {
  return THEMES.find((name) => name === localStorage.getItem(STORAGE_KEY)) ?? "system";
}

export const theme = signal<Theme>(storedTheme());

effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
});

export function setTheme(next: Theme): void {
  theme.value = next;
  localStorage.setItem(STORAGE_KEY, next);
}

/** The light or dark theme: the system's choice, unless the person sets one. */

import { effect, signal } from "@preact/signals";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = "theme";

function storedTheme(): Theme {
  return THEMES.find((name) => name === localStorage.getItem(STORAGE_KEY)) ?? "system";
}

export const theme = signal<Theme>(storedTheme());

/** Grows at every change of the colours, so that a canvas is drawn again. */
export const colourVersion = signal(0);

const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", () => void (colourVersion.value += 1));

effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
  colourVersion.value = colourVersion.peek() + 1;
});

export function setTheme(next: Theme): void {
  theme.value = next;
  localStorage.setItem(STORAGE_KEY, next);
}

/** Returns a colour of tokens.css as a value that a canvas accepts, which knows no variables. */
export function resolveColour(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

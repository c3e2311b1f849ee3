/** Light or dark: the system's, until the person says otherwise. */

import { effect, signal } from "@preact/signals";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = "theme";

function storedTheme(): Theme {
  return THEMES.find((one) => one === localStorage.getItem(STORAGE_KEY)) ?? "system";
}

export const theme = signal<Theme>(storedTheme());

/** Grows when the colours change for any reason, for what draws by itself. */
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

/** A design token as canvas understands it. */
export function resolveColour(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** Light or dark: the system's, until the person says otherwise. */

import { effect, signal } from "@preact/signals";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEPT = "theme";

function kept(): Theme {
  return THEMES.find((one) => one === localStorage.getItem(KEPT)) ?? "system";
}

export const theme = signal<Theme>(kept());

/** Grows when the colours change for any reason, for what draws by itself. */
export const recoloured = signal(0);

const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", () => void (recoloured.value += 1));

effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
  recoloured.value = recoloured.peek() + 1;
});

export function paint(next: Theme): void {
  theme.value = next;
  localStorage.setItem(KEPT, next);
}

/** A design token as canvas understands it. */
export function colour(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

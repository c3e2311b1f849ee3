/** The language of everything that is shown, and the words of it. */

import { computed, effect, signal } from "@preact/signals";
import { en } from "./en";
import { fr } from "./fr";

export type Language = "en" | "fr";

const KEPT = "language";

function preferred(): Language {
  const wanted = localStorage.getItem(KEPT) ?? navigator.language;
  return wanted.startsWith("fr") ? "fr" : "en";
}

export const language = signal<Language>(preferred());
export const words = computed(() => (language.value === "fr" ? fr : en));
export const locale = computed(() => (language.value === "fr" ? "fr-CA" : "en-CA"));

effect(() => {
  document.documentElement.lang = locale.value;
});

export function speak(next: Language): void {
  language.value = next;
  localStorage.setItem(KEPT, next);
}

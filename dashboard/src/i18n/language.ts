/** The interface's language, and its words. */

import { computed, effect, signal } from "@preact/signals";
import { en } from "./en";
import { fr } from "./fr";

type Language = "en" | "fr";

export const LANGUAGES: readonly (readonly [Language, string])[] = [
  ["en", "English"],
  ["fr", "Français"],
];

const STORAGE_KEY = "language";

function initialLanguage(): Language {
  const wanted = localStorage.getItem(STORAGE_KEY) ?? navigator.language;
  return wanted.startsWith("fr") ? "fr" : "en";
}

export const language = signal<Language>(initialLanguage());
export const words = computed(() => (language.value === "fr" ? fr : en));
export const locale = computed(() => (language.value === "fr" ? "fr-CA" : "en-CA"));

effect(() => {
  document.documentElement.lang = locale.value;
});

export function setLanguage(next: Language): void {
  language.value = next;
  localStorage.setItem(STORAGE_KEY, next);
}

/** What a history keeps in the machine's own few words: the states of alerts, and why they moved. */

import { words } from "./language";

const DIGITS = /\d+/;
/** Which kind of run it was says nothing to a reader. */
const ASIDE = / \(\w+\)$/;

/** Such as `firing(critical)`. */
const SEVERE = /^(\w+)\((\w+)\)$/;

export function state(text: string): string {
  const { states } = words.value.timeline;
  const [, phase, severity] = SEVERE.exec(text) ?? [];
  if (phase && severity) return `${state(phase)} (${state(severity)})`;
  return states[text] ?? text;
}

/** In the reader's language; what a person wrote, or is not known here, as it stands. */
export function why(text: string): string {
  const { whys } = words.value.timeline;
  const [, ended, rest] = /^(\w+): (.+)$/.exec(text) ?? [];
  if (ended && rest) return `${state(ended)} · ${why(rest)}`;
  const known = whys[text.replace(ASIDE, "").replace(DIGITS, "#")];
  return known?.replace("#", DIGITS.exec(text)?.[0] ?? "") ?? state(text);
}

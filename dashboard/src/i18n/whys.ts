/** Why the machine moved an alert: its own few sentences, which a history keeps in English. */

import { words } from "./language";

const DIGITS = /\d+/;
/** Which kind of run it was says nothing to a reader. */
const ASIDE = / \(\w+\)$/;

/** In the reader's language; what a person wrote, or is not known here, as it stands. */
export function why(text: string): string {
  const { whys, states } = words.value.timeline;
  const [, ended, rest] = /^(\w+): (.+)$/.exec(text) ?? [];
  if (ended && rest && states[ended]) return `${states[ended]} · ${why(rest)}`;
  const known = whys[text.replace(ASIDE, "").replace(DIGITS, "#")];
  return known?.replace("#", DIGITS.exec(text)?.[0] ?? "") ?? states[text] ?? text;
}

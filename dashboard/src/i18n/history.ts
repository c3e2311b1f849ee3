/** What a history keeps in the machine's own few words: the states of alerts, and why they moved. */

import { words } from "./language";

const DIGITS = /\d+/;
/** Which kind of run it was says nothing to a reader. */
const RUN_KIND = / \(\w+\)$/;

/** Such as `firing(critical)`. */
const WITH_SEVERITY = /^(\w+)\((\w+)\)$/;

export function historyState(text: string): string {
  const { states } = words.value.timeline;
  const [, phase, severity] = WITH_SEVERITY.exec(text) ?? [];
  if (phase && severity) return `${historyState(phase)} (${historyState(severity)})`;
  return states[text] ?? text;
}

/** In the reader's language; what a person wrote, or is not known here, as it stands. */
export function historyReason(text: string): string {
  const { reasons } = words.value.timeline;
  const [, ended, rest] = /^(\w+): (.+)$/.exec(text) ?? [];
  if (ended && rest) return `${historyState(ended)} · ${historyReason(rest)}`;
  const known = reasons[text.replace(RUN_KIND, "").replace(DIGITS, "#")];
  return known?.replace("#", DIGITS.exec(text)?.[0] ?? "") ?? historyState(text);
}

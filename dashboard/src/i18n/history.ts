/** Translates the fixed English phrases that the server stores in histories of alerts. */

import { words } from "./language";

const DIGITS = /\d+/;
/** The kind of run after a phrase, such as " (daily)"; readers don't need it. */
const RUN_KIND = / \(\w+\)$/;

/** A state with its severity, such as "firing(critical)". */
const WITH_SEVERITY = /^(\w+)\((\w+)\)$/;

export function historyState(text: string): string {
  const { states } = words.value.timeline;
  const [, phase, severity] = WITH_SEVERITY.exec(text) ?? [];
  if (phase && severity) return `${historyState(phase)} (${historyState(severity)})`;
  return states[text] ?? text;
}

/** Translates a reason. A text that a person wrote, or that is not known here, stays as it is. */
export function historyReason(text: string): string {
  const { reasons } = words.value.timeline;
  const [, ended, rest] = /^(\w+): (.+)$/.exec(text) ?? [];
  if (ended && rest) return `${historyState(ended)} · ${historyReason(rest)}`;
  const known = reasons[text.replace(RUN_KIND, "").replace(DIGITS, "#")];
  return known?.replace("#", DIGITS.exec(text)?.[0] ?? "") ?? historyState(text);
}

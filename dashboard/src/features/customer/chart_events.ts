/** What explains the course of a figure: changes of its rule, and moves of its alert. */

import type { AlertTransition, Metric, MetricHistory } from "../../api/types";
import { language, words } from "../../i18n/language";
import type { ChartEvent } from "../../ui/charts/series";
import { thresholdText } from "./value_text";

export function chartEvents(
  history: MetricHistory,
  moves: readonly AlertTransition[],
): ChartEvent[] {
  const rules = history.ruleChanges.map((change) => ({
    at: change.at,
    text: ruleText(history.metric, change),
  }));
  const alerts = moves.flatMap((move) => {
    const text = words.value.customer.alertMoves[move.kind]?.(move.newText[language.value]);
    return text === undefined ? [] : [{ at: move.at, text }];
  });
  return [...rules, ...alerts]
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map(({ at, text }) => ({ date: dayOf(at), text }));
}

function ruleText(
  metric: Metric,
  { enabled, thresholds }: MetricHistory["ruleChanges"][number],
): string {
  const { customer: t } = words.value;
  if (!enabled) return t.ruleOff;
  return t.ruleChanged(
    thresholdText(metric, thresholds.warning),
    thresholdText(metric, thresholds.critical),
  );
}

// Swedish writes dates as ISO does.
const torontoDate = new Intl.DateTimeFormat("sv-SE", { timeZone: "America/Toronto" });

/** Returns the date of an instant in Toronto, as the history has its dates. */
export function dayOf(at: string): string {
  return torontoDate.format(new Date(at));
}

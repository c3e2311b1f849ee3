/** What is known of an alert beside its sentence. */

import type { Alert } from "../api/types";
import { moment } from "../i18n/format";
import { language, words } from "../i18n/language";
import { Ago, On } from "./time";

export function sentence(alert: Alert): string {
  return alert.text[language.value];
}

export function AlertMeta({ alert }: { alert: Alert }) {
  const { alerts, timeline } = words.value;
  const { kind, who, until, why } = alert.triage;
  return (
    <div class="meta quiet">
      <Ago at={alert.openedAt} say={alerts.opened} />
      {alert.phase !== "firing" && <span class="tag">{alerts.phases[alert.phase]}</span>}
      {alert.endedOn && (
        <span>
          {alerts.ended("")}
          <On day={alert.endedOn} />
        </span>
      )}
      {kind !== "open" && (
        <span>
          <strong>{alerts.triages[kind]}</strong> {who && alerts.by(who)}{" "}
          {until && alerts.until(moment(until))}
          {why && ` · ${why}`}
        </span>
      )}
      {alert.data !== "fresh" && <span class="tag">{alerts.lastKnown}</span>}
      {alert.flapping && <span class="tag">{alerts.flapping}</span>}
      {alert.held && <span class="tag">{alerts.held}</span>}
      {alert.endedWhy && <span>{timeline.states[alert.endedWhy] ?? alert.endedWhy}</span>}
    </div>
  );
}

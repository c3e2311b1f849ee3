/** An alert's state, dates and decision, in small print below its text. */

import type { Alert } from "../../api/types";
import { dateTime } from "../../i18n/format";
import { language, words } from "../../i18n/language";
import { Ago, DateOnly } from "../display/time";

export function alertText(alert: Alert): string {
  return alert.text[language.value];
}

export function AlertMeta({ alert }: { alert: Alert }) {
  const { alerts } = words.value;
  const { kind, who, at, until, why: reason } = alert.triage;
  return (
    <div class="meta quiet">
      <Ago at={alert.openedAt} say={alerts.opened} />
      {alert.phase !== "firing" && <span class="tag">{alerts.phases[alert.phase]}</span>}
      {alert.endedOn && (
        <span>
          {alerts.ended("")}
          <DateOnly day={alert.endedOn} />
        </span>
      )}
      {kind !== "open" && (
        <span>
          <strong>{alerts.triageStates[kind]}</strong> {who && alerts.by(who)} {at && <Ago at={at} />}
          {until && `, ${alerts.until(dateTime(until))}`}
          {reason && ` · ${reason}`}
        </span>
      )}
      {alert.data !== "fresh" && <span class="tag">{alerts.lastKnown}</span>}
      {alert.flapping && <span class="tag">{alerts.flapping}</span>}
      {alert.held && <span class="tag">{alerts.suppressed}</span>}
      {alert.endedWhyText && <span>{alert.endedWhyText[language.value]}</span>}
    </div>
  );
}

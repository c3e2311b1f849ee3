/** Chooses the day of which the list is shown. */

import { words } from "../../i18n/language";
import { query, setQuery } from "../../router";
import { dayIn } from "../../ui/display/past_day";

export function DayField() {
  const { pastDays: t } = words.value;
  const today = new Date().toISOString().slice(0, 10);
  return (
    <label class="day-field">
      {t.asOf}
      <input
        type="date"
        max={today}
        value={dayIn(query.value) ?? ""}
        onChange={(event) => setQuery({ asOf: event.currentTarget.value || null })}
      />
    </label>
  );
}

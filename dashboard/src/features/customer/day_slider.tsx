/** Chooses the day of which a customer is shown: a slider over the days with figures, and today. */

import { useSignal } from "@preact/signals";
import { useDays } from "../../api/customer/days";
import { longDate } from "../../i18n/format";
import { words } from "../../i18n/language";
import { setQuery } from "../../router";

interface DaySliderProps {
  id: string;
  /** The day that is shown, null for today. */
  day: string | null;
}

export function DaySlider({ id, day }: DaySliderProps) {
  const { pastDays: t } = words.value;
  const dates = useDays(id).data.value?.dates ?? [];
  /** Where the slider is while it is being moved. */
  const moving = useSignal<number | null>(null);
  const nearest = day === null ? -1 : dates.findIndex((date) => date >= day);
  const at = moving.value ?? (nearest < 0 ? dates.length : nearest);
  const name = moving.value === null && day ? longDate(day) : nameOf(dates[at]);
  const show = (place: number): void => {
    moving.value = null;
    // One step of Back returns to today, however often the slider was moved.
    setQuery({ asOf: dates[place] ?? null }, day === null ? "push" : "replace");
  };
  return (
    <div class="day-slider">
      <label for="as-of">{t.asOf}</label>
      <input
        id="as-of"
        type="range"
        min={0}
        max={dates.length}
        value={at}
        disabled={!dates.length}
        aria-valuetext={name}
        onInput={(event) => void (moving.value = event.currentTarget.valueAsNumber)}
        onChange={(event) => show(event.currentTarget.valueAsNumber)}
      />
      <output for="as-of">{name}</output>
    </div>
  );
}

function nameOf(day: string | undefined): string {
  return day ? longDate(day) : words.value.pastDays.today;
}

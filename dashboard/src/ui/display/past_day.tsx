/** Says that a page shows a past day, and leads back to today. */

import { longDate } from "../../i18n/format";
import { words } from "../../i18n/language";
import { withQuery } from "../../router";

export function PastDayBanner({ day }: { day: string }) {
  const { pastDays: t } = words.value;
  return (
    <p class="past-day">
      <strong role="status">{t.banner(longDate(day))}</strong>{" "}
      <a href={withQuery({ asOf: null })}>{t.backToToday}</a>
    </p>
  );
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Returns the day that an address asks for, or null for the present. */
export function dayIn(query: URLSearchParams): string | null {
  const day = query.get("asOf") ?? "";
  return DAY.test(day) && !Number.isNaN(Date.parse(day)) ? day : null;
}

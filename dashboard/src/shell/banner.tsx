/** Says above every page that the API is out of reach, or that its figures are old. */

import { lastAnswerAt, reachable } from "../api/connection";
import { lastRun } from "../api/customers";
import { dateTime, timeOfDay } from "../i18n/format";
import { words } from "../i18n/language";
import { now } from "../ui/display/clock";

/** A run starts every 24 hours; two hours later the next one is overdue. */
const STALE_RUN_MS = 26 * 3_600_000;

export function Banner() {
  const { refresh: t } = words.value;
  if (!reachable.value) {
    const at = lastAnswerAt.value;
    return (
      <p class="banner" role="alert">
        {at ? t.offlineSince(timeOfDay(at)) : t.offline}
      </p>
    );
  }
  const run = lastRun.value;
  if (run && now.value - Date.parse(run) > STALE_RUN_MS) {
    return (
      <p class="banner" role="status">
        {t.staleRun(dateTime(run))}
      </p>
    );
  }
  return null;
}

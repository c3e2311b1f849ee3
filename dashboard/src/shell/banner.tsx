/** What every page says when it can't be current. */

import { dateTime, timeOfDay } from "../i18n/format";
import { words } from "../i18n/language";
import { now } from "../ui/display/clock";
import { lastAnswerAt, reachable } from "../api/connection";
import { lastRun } from "../api/customers";

/** A daily run and two hours: then one is missing. */
const STALE_RUN_MS = 26 * 3_600_000;

export function Banner() {
  const { refresh: t } = words.value;
  if (!reachable.value) {
    const at = lastAnswerAt.value;
    return <p class="banner" role="alert">{at ? t.offlineSince(timeOfDay(at)) : t.offline}</p>;
  }
  const run = lastRun.value;
  if (run && now.value - Date.parse(run) > STALE_RUN_MS) {
    return <p class="banner" role="status">{t.staleRun(dateTime(run))}</p>;
  }
  return null;
}

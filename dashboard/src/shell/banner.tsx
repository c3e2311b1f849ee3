/** What every page says when it can't be current. */

import { moment, time } from "../i18n/format";
import { words } from "../i18n/language";
import { now } from "../ui/display/clock";
import { answeredAt, reachable } from "../api/connection";
import { lastRun } from "../api/customers";

/** A daily run and two hours: then one is missing. */
const OLD_MS = 26 * 3_600_000;

export function Banner() {
  const { refresh: t } = words.value;
  if (!reachable.value) {
    const at = answeredAt.value;
    return <p class="banner" role="alert">{at ? t.offline(time(at)) : t.offlineAtOnce}</p>;
  }
  const run = lastRun.value;
  if (run && now.value - Date.parse(run) > OLD_MS) {
    return <p class="banner" role="status">{t.old(moment(run))}</p>;
  }
  return null;
}

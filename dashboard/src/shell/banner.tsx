/** Says above every page that it could not be refreshed, or that its figures are old. */

import { lastRun } from "../api/customers";
import { online } from "../api/connection";
import { checkedAt, failedRefresh } from "../api/load";
import { dateTime, shortTime } from "../i18n/format";
import { words } from "../i18n/language";
import { now } from "../ui/display/clock";
import { failureLines } from "../ui/feedback/failure";

/** A run starts every 24 hours; two hours later the next one is overdue. */
const STALE_RUN_MS = 26 * 3_600_000;

export function Banner() {
  const refreshText = failedRefreshText();
  const run = lastRun.value;
  return (
    <>
      {refreshText && (
        <p class="banner" role="alert">
          {refreshText}
        </p>
      )}
      {run && now.value - Date.parse(run) > STALE_RUN_MS && (
        <p class="banner" role="status">
          {words.value.refresh.staleRun(dateTime(run))}
        </p>
      )}
    </>
  );
}

function failedRefreshText(): string | null {
  const { refresh: t } = words.value;
  if (!online.value) {
    const at = checkedAt.value;
    return at === null ? t.offline : t.offlineSince(shortTime(at, now.value));
  }
  if (!failedRefresh.value) return null;
  const { failure, since, whole } = failedRefresh.value;
  const say = whole ? t.failedPage : t.failedPart;
  return [say(shortTime(since, now.value)), ...failureLines(failure)].join(" ");
}

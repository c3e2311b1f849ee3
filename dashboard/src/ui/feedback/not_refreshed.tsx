/** Marks old data on a page whose other parts are newer. If all are old, the banner says it. */

import { failedRefresh } from "../../api/load";
import { shortTime } from "../../i18n/format";
import { words } from "../../i18n/language";
import { now } from "../display/clock";
import { failureLines } from "./failure";

export function NotRefreshed({ failure, since }: { failure: Error; since: number | undefined }) {
  if (since === undefined || !failedRefresh.value || failedRefresh.value.whole) return null;
  const { refresh: t } = words.value;
  return (
    <p class="not-refreshed">
      {t.partSince(shortTime(since, now.value))} {failureLines(failure).join(" ")}
    </p>
  );
}

/** An error in the reader's language. */

import { isGone, Problem, TimedOut, Unreachable } from "../../api/client";
import type { ProblemCode } from "../../api/types";
import { shortTime } from "../../i18n/format";
import { words } from "../../i18n/language";
import { now } from "../display/clock";

/** Codes whose `detail`, which the API writes in English, has facts that our sentence lacks. */
const WITH_DETAIL: readonly ProblemCode[] = [
  "other_domain",
  "role",
  "forbidden",
  "unreadable",
  "conflict",
  "link_refused",
  "id_taken",
  "not_entitled",
  "not_now",
  "other_currency",
  "not_configured",
  "source_refused",
  "bad_answer",
  "not_in_source",
  "ambiguous",
];

/** Returns a sentence, and a second one with the facts if the API gave any. */
export function failureLines(failure: Error): readonly string[] {
  const { common } = words.value;
  if (failure instanceof TimedOut) return [common.timedOut];
  if (failure instanceof Unreachable) return [common.unreachable];
  if (!(failure instanceof Problem)) return [common.unexpected];
  const { status, code, detail, retryAt } = failure;
  const lines = status === 429 ? [common.tooMany] : problemLines(code, detail);
  return retryAt ? [...lines, common.waitUntil(shortTime(retryAt, now.value))] : lines;
}

export function problemLines(code: ProblemCode, detail: string): readonly string[] {
  const { problems } = words.value;
  const sentence = problems[code] ?? problems.failed;
  return detail && WITH_DETAIL.includes(code) ? [sentence, detail] : [sentence];
}

/** Shows what `failureLines` or `problemLines` returns. */
export function FailureText({ lines: [sentence, facts] }: { lines: readonly string[] }) {
  return (
    <>
      {sentence}
      {facts && <small class="quiet">{facts}</small>}
    </>
  );
}

function isPaused(failure: Error): boolean {
  return failure instanceof Problem && (failure.retryAt ?? 0) > now.value;
}

export function Failure({ failure, retry }: { failure: Error; retry?: () => void }) {
  const { common } = words.value;
  const gone = isGone(failure);
  const isFinal = gone || (failure instanceof Problem && failure.status === 403);
  return (
    <div class="failure" role="alert">
      {!gone && <p class="strong">{common.failed}</p>}
      <p>
        <FailureText lines={failureLines(failure)} />
      </p>
      {retry && !isFinal && (
        <button type="button" disabled={isPaused(failure)} onClick={retry}>
          {common.retry}
        </button>
      )}
    </div>
  );
}

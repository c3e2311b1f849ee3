/** What stands where something is not yet, not at all, or not to be had. */

import type { ComponentChildren } from "preact";
import { Problem, Unreachable } from "../../api/client";
import type { Code } from "../../api/types";
import { words } from "../../i18n/language";
import type { Resource } from "../../api/resource";

export function Skeleton({ lines = 3, label }: { lines?: number; label?: string }) {
  return (
    <div class="skeleton" role="status" aria-label={label ?? words.value.common.loading}>
      {Array.from({ length: lines }, (_, n) => (
        <span key={n} class="bone" />
      ))}
    </div>
  );
}

interface EmptyProps {
  title: string;
  hint: string;
  children?: ComponentChildren;
}

export function Empty({ title, hint, children }: EmptyProps) {
  return (
    <div class="empty">
      <p class="strong">{title}</p>
      <p class="quiet">{hint}</p>
      {children}
    </div>
  );
}

/** Where the API's own sentence, which is in English, has facts that ours has not. */
const FACTS: readonly Code[] = [
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

/** What went wrong, in a sentence, and the facts in another where there are any. */
export function told(failure: Error): readonly string[] {
  if (failure instanceof Unreachable) return [words.value.common.unreachable];
  return failure instanceof Problem ? refusal(failure.code, failure.detail) : [failure.message];
}

export function refusal(code: Code, detail: string): readonly string[] {
  const { problems } = words.value;
  const said = problems[code] ?? problems.failed;
  return FACTS.includes(code) ? [said, detail] : [said];
}

/** As `told` and `refusal` give it. */
export function Told({ lines: [said, facts] }: { lines: readonly string[] }) {
  return (
    <>
      {said}
      {facts && <small class="quiet">{facts}</small>}
    </>
  );
}

export function Failure({ failure, retry }: { failure: Error; retry?: () => void }) {
  const { common } = words.value;
  return (
    <div class="failure" role="alert">
      <p class="strong">{common.failed}</p>
      <p>
        <Told lines={told(failure)} />
      </p>
      {retry && (
        <button type="button" onClick={retry}>
          {common.retry}
        </button>
      )}
    </div>
  );
}

interface LoadedProps<T> {
  of: Resource<T>;
  lines?: number;
  children: (data: T) => ComponentChildren;
}

/** The data as soon as there are some, and the last ones when the next can't be had. */
export function Loaded<T>({ of, lines, children }: LoadedProps<T>) {
  const data = of.data.value;
  const failure = of.failure.value;
  const gone = failure instanceof Problem && [403, 404].includes(failure.status);
  if (data !== undefined && !gone) return <>{children(data)}</>;
  if (failure) return <Failure failure={failure} retry={() => void of.ask()} />;
  return <Skeleton {...(lines ? { lines } : {})} />;
}

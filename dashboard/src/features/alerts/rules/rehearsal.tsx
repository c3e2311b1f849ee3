/** Rehearses a draft of a rule: what it would have done in the past daily runs. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../../api/client";
import type { Rehearsal, Rule } from "../../../api/types";
import { words } from "../../../i18n/language";
import { failureLines, FailureText } from "../../../ui/feedback/failure";
import { RehearsalResult } from "./rehearsal_result";

export type RuleDraft = Pick<Rule, "thresholds" | "clearsAfter" | "enabled">;

interface RehearseProps {
  rule: Rule;
  found: Rehearsal | null;
  onFound: (found: Rehearsal | null) => void;
  draftOf: (fields: FormData) => RuleDraft;
}

/** The button, and below it what it found. It sends what its form says at that moment. */
export function Rehearse({ rule, found, onFound, draftOf }: RehearseProps) {
  const { rehearsal: t } = words.value;
  const failure = useSignal<Error | null>(null);
  const busy = useSignal(false);
  const rehearse = async (form: HTMLFormElement | null): Promise<void> => {
    if (!form?.reportValidity() || busy.value) return;
    busy.value = true;
    failure.value = null;
    onFound(null);
    try {
      const params = { path: { metric: rule.metric } };
      const body = { ...draftOf(new FormData(form)), days: 90 };
      onFound(await dataOf(api.POST("/rules/{metric}/rehearsals", { params, body })));
    } catch (error) {
      failure.value = error as Error;
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      <p>
        <button
          type="button"
          disabled={busy.value}
          onClick={(event) => void rehearse(event.currentTarget.form)}
        >
          {busy.value ? t.busy : t.rehearse}
        </button>{" "}
        <span class="quiet">{t.lead}</span>
      </p>
      {failure.value && (
        <p class="refused" role="alert">
          <FailureText lines={failureLines(failure.value)} />
        </p>
      )}
      {found && <RehearsalResult found={found} />}
    </>
  );
}

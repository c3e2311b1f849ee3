/** Says why a source has no data for a section. If it knows several customers, lets a person choose. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import type { Section, SectionName } from "../../api/customer/context";
import { refresh } from "../../api/refresh";
import { language, words } from "../../i18n/language";
import { may } from "../../session/session";
import { fieldText, Form, ReasonField } from "../../ui/controls/form";
import { showToast } from "../../ui/feedback/toast";

type SourceFailure = NonNullable<Section<SectionName>["error"]>;

export function SourceFailureNote({ id, failure }: { id: string; failure: SourceFailure }) {
  const { context: t } = words.value;
  const chosen = useSignal<string | null>(null);
  return (
    <div class="trouble">
      <p>{failure.text[language.value]}</p>
      {failure.candidates.length > 0 && (
        <>
          <p class="quiet">{t.candidates}</p>
          <ul>
            {failure.candidates.map((candidate) => (
              <li key={candidate}>
                <code>{candidate}</code>{" "}
                {may("supervisor") && (
                  <button type="button" class="small" onClick={() => (chosen.value = candidate)}>
                    {t.choose}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {chosen.value && (
        <ChooseSourceId
          id={id}
          failure={failure}
          chosen={chosen.value}
          onClose={() => (chosen.value = null)}
        />
      )}
    </div>
  );
}

interface ChooseSourceIdProps {
  id: string;
  failure: SourceFailure;
  chosen: string;
  onClose: () => void;
}

function ChooseSourceId({ id, failure, chosen, onClose }: ChooseSourceIdProps) {
  const { context: t } = words.value;
  const { source } = failure;
  // Usage comes from our own database, where the customer has no other id.
  if (source === "usage") return null;
  return (
    <Form
      title={t.chooseTitle(t.sources[source])}
      lead={`${chosen}. ${t.chooseLead}`}
      submitLabel={t.choose}
      onClose={onClose}
      onSend={async (fields) => {
        const path = { company_id: id, source };
        await dataOf(
          api.PUT("/customers/{company_id}/sources/{source}", {
            params: { path },
            body: { id: chosen, reason: fieldText(fields, "reason") },
          }),
        );
        showToast(t.idSaved);
        refresh();
      }}
    >
      <ReasonField />
    </Form>
  );
}

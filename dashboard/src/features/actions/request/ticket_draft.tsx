/** The subject and the text of a new ticket, which begin with the customer's state. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../../api/client";
import { useResource } from "../../../api/resource";
import { language, words } from "../../../i18n/language";
import { Field } from "../../../ui/controls/form";

interface TicketTextProps {
  id: string;
  name: "subject" | "body";
}

/** Begins in the page's language, until the person types. */
export function TicketText({ id, name }: TicketTextProps) {
  const { actions: t } = words.value;
  const typed = useSignal<string | null>(null);
  const draft = useResource(`ticket draft ${id}`, () =>
    dataOf(
      api.GET("/customers/{company_id}/ticket-draft", { params: { path: { company_id: id } } }),
    ),
  );
  const value = typed.value ?? draft.data.value?.[name][language.value] ?? "";
  return (
    <Field label={t.fields[name]} {...(name === "body" && { hint: t.draftHint })}>
      {name === "subject" ? (
        <input
          name={name}
          value={value}
          maxLength={150}
          required
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
      ) : (
        <textarea
          name={name}
          value={value}
          rows={9}
          maxLength={10_000}
          required
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

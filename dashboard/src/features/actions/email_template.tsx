/** The choice of an e-mail template, with a field for each fact that the template needs. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";
import { words } from "../../i18n/language";
import { Field, fieldText } from "../../ui/controls/form";
import { Loaded } from "../../ui/feedback/loaded";

/** Keeps the facts apart from the other fields of the form. */
const FACT_PREFIX = "fact-";

/** Returns the facts that were filled in, by name. */
export function templateFacts(fields: FormData): Record<string, string> {
  const names = [...fields.keys()].filter((name) => name.startsWith(FACT_PREFIX));
  return Object.fromEntries(
    names.map((name) => [name.slice(FACT_PREFIX.length), fieldText(fields, name)]),
  );
}

export function TemplatePicker() {
  const { actions: t } = words.value;
  const chosen = useSignal("");
  const templates = useResource("templates", () => dataOf(api.GET("/email-templates")));
  return (
    <Loaded of={templates} lines={1}>
      {({ templates: found }) => {
        if (!found.length) return <p class="refused">{t.noTemplates}</p>;
        const template = found.find(({ id }) => id === chosen.value) ?? found[0];
        return (
          <>
            <Field label={t.fields.template}>
              <select
                name="template"
                value={template?.id ?? ""}
                onChange={(event) => (chosen.value = event.currentTarget.value)}
              >
                {found.map(({ id }) => (
                  <option key={id} value={id}>
                    {t.templates[id] ?? id}
                  </option>
                ))}
              </select>
            </Field>
            {template?.fields.map((field) => (
              <Field key={field} label={t.facts[field] ?? field.replaceAll("_", " ")}>
                <input name={`${FACT_PREFIX}${field}`} required maxLength={150} />
              </Field>
            ))}
          </>
        );
      }}
    </Loaded>
  );
}

/** The template of a letter, with the facts that it needs. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";
import { words } from "../../i18n/language";
import { Field, fieldText } from "../../ui/controls/form";
import { Loaded } from "../../ui/feedback/loaded";

const FACT = "fact-";

/** What of a form is about its template. */
export function templateFacts(fields: FormData): Record<string, string> {
  const found = [...fields.keys()].filter((name) => name.startsWith(FACT));
  return Object.fromEntries(found.map((name) => [name.slice(FACT.length), fieldText(fields, name)]));
}

export function TemplatePicker() {
  const { actions: t } = words.value;
  const chosen = useSignal("");
  const templates = useResource("templates", () => dataOf(api.GET("/email-templates")));
  return (
    <Loaded of={templates} lines={1}>
      {({ templates: found }) => {
        if (!found.length) return <p class="refused">{t.noTemplates}</p>;
        const template = found.find((one) => one.id === chosen.value) ?? found[0];
        return (
          <>
            <Field label={t.fields.template}>
              <select
                name="template"
                value={template?.id ?? ""}
                onChange={(event) => (chosen.value = event.currentTarget.value)}
              >
                {found.map((one) => (
                  <option key={one.id} value={one.id}>
                    {t.templates[one.id] ?? one.id}
                  </option>
                ))}
              </select>
            </Field>
            {template?.fields.map((field) => (
              <Field key={field} label={t.facts[field] ?? field.replaceAll("_", " ")}>
                <input name={`${FACT}${field}`} required maxLength={150} />
              </Field>
            ))}
          </>
        );
      }}
    </Loaded>
  );
}

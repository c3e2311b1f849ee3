/** The choice of an e-mail template and its language, with what is known filled in, and a preview. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api, dataOf } from "../../../api/client";
import { useContextSection } from "../../../api/customer/context";
import { useResource } from "../../../api/resource";
import type { Language, LetterPreview } from "../../../api/types";
import { language as pageLanguage, words } from "../../../i18n/language";
import { Field, fieldText } from "../../../ui/controls/form";
import { failureLines, FailureText } from "../../../ui/feedback/failure";
import { Loaded } from "../../../ui/feedback/loaded";

/** Keeps the facts apart from the other fields of the form. */
const FACT_PREFIX = "fact-";
const TYPING_PAUSE_MS = 400;

/** Returns the facts that were filled in, by name. */
export function templateFacts(fields: FormData): Record<string, string> {
  const names = [...fields.keys()].filter((name) => name.startsWith(FACT_PREFIX));
  return Object.fromEntries(
    names
      .map((name) => [name.slice(FACT_PREFIX.length), fieldText(fields, name)] as const)
      .filter(([, text]) => text),
  );
}

interface TemplatePickerProps {
  id: string;
}

export function TemplatePicker({ id }: TemplatePickerProps) {
  const { actions: t } = words.value;
  const chosen = useSignal("");
  const chosenLanguage = useSignal<Language | null>(null);
  const templates = useResource("templates", () => dataOf(api.GET("/email-templates")));
  const contact = useContextSection(id, "contact").data.value?.sections.contact?.data;
  const language = chosenLanguage.value ?? asLanguage(contact?.language) ?? pageLanguage.value;
  return (
    <Loaded of={templates} lines={1}>
      {({ templates: found }) => {
        const template = found.find(({ id }) => id === chosen.value) ?? found[0];
        if (!template) return <p class="refused">{t.noTemplates}</p>;
        return (
          <>
            <Field label={t.fields.template}>
              <select
                name="template"
                value={template.id}
                onChange={(event) => (chosen.value = event.currentTarget.value)}
              >
                {found.map(({ id }) => (
                  <option key={id} value={id}>
                    {t.templates[id] ?? id}
                  </option>
                ))}
              </select>
            </Field>
            <Field label={t.fields.language}>
              <select
                name="language"
                value={language}
                onChange={(event) =>
                  (chosenLanguage.value = asLanguage(event.currentTarget.value) ?? null)
                }
              >
                <option value="en">English</option>
                <option value="fr">Français</option>
              </select>
            </Field>
            <Letter key={template.id} id={id} template={template} language={language} />
          </>
        );
      }}
    </Loaded>
  );
}

function asLanguage(text: string | null | undefined): Language | undefined {
  return text === "en" || text === "fr" ? text : undefined;
}

interface LetterProps {
  id: string;
  template: { id: string; fields: string[] };
  language: Language;
}

/** The facts of a letter, those that are known filled in, and the letter with them. */
function Letter({ id, template, language }: LetterProps) {
  const { actions: t } = words.value;
  const typed = useSignal<Record<string, string>>({});
  const shown = useSignal<LetterPreview | null>(null);
  const failure = useSignal<Error | null>(null);
  // Requests may overlap; only the newest one counts.
  const latest = useRef(0);
  const facts = Object.entries(typed.value).filter(([, text]) => text.trim());
  const draft = JSON.stringify([language, facts]);
  useEffect(() => {
    const mine = ++latest.current;
    const load = async (): Promise<void> => {
      try {
        const preview = await dataOf(
          api.POST("/customers/{company_id}/email-preview", {
            params: { path: { company_id: id } },
            body: { template: template.id, language, facts: Object.fromEntries(facts) },
          }),
        );
        if (mine !== latest.current) return;
        shown.value = preview;
        failure.value = null;
      } catch (error) {
        if (mine === latest.current) failure.value = error as Error;
      }
    };
    const timer = setTimeout(() => void load(), shown.peek() ? TYPING_PAUSE_MS : 0);
    return () => clearTimeout(timer);
  }, [draft]);
  return (
    <>
      {template.fields.map((field) => (
        <Field key={field} label={t.facts[field] ?? field.replaceAll("_", " ")}>
          <input
            name={`${FACT_PREFIX}${field}`}
            value={typed.value[field] ?? shown.value?.facts[field] ?? ""}
            required
            maxLength={150}
            onInput={(event) =>
              (typed.value = { ...typed.value, [field]: event.currentTarget.value })
            }
          />
        </Field>
      ))}
      {failure.value ? (
        <p class="refused" role="alert">
          <FailureText lines={failureLines(failure.value)} />
        </p>
      ) : (
        shown.value && <Preview letter={shown.value} language={language} />
      )}
    </>
  );
}

function Preview({ letter, language }: { letter: LetterPreview; language: Language }) {
  const { actions: t } = words.value;
  return (
    <section class="preview" aria-label={t.preview}>
      <p class="quiet">{t.previewTo(letter.to, letter.replyTo)}</p>
      {letter.text ? (
        <div lang={language}>
          <strong>{letter.subject}</strong>
          <p class="letter">{letter.text}</p>
        </div>
      ) : (
        <p class="quiet">{t.previewMissing}</p>
      )}
    </section>
  );
}

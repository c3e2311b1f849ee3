/** A section's frame: where it comes from, how fresh it is, and what is wrong if it isn't there. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { api, dataOf } from "../../api/client";
import { type Section, type SectionData, type SectionName, type Sections, useContextSection } from "../../api/context";
import type { CustomerContext } from "../../api/types";
import { language, words } from "../../i18n/language";
import { Field, Form, fieldText } from "../../ui/controls/form";
import { Icon } from "../../ui/display/icon";
import { Loaded } from "../../ui/feedback/loaded";
import { Ago } from "../../ui/display/time";
import { showToast, showFailure } from "../../ui/feedback/toast";
import { refresh } from "../../api/refresh";
import type { Resource } from "../../api/resource";
import { may } from "../../session/session";

type SourceFailure = NonNullable<Section<SectionName>["error"]>;

interface SectionProps<N extends SectionName> {
  id: string;
  name: N;
  show: (data: SectionData<N>) => ComponentChildren;
}

export function SectionBox<N extends SectionName>({ id, name, show }: SectionProps<N>) {
  const { context: t } = words.value;
  const resource = useContextSection(id, name);
  const section = resource.data.value?.sections[name];
  return (
    <section class="box" aria-labelledby={`section-${name}`}>
      <header>
        <h2 id={`section-${name}`}>{t.sections[name]}</h2>
        {section && <SourceStatus id={id} name={name} section={section} resource={resource} />}
      </header>
      <Loaded of={resource} lines={4}>
        {(found) => <SectionContent id={id} section={found.sections[name]} show={show} />}
      </Loaded>
    </section>
  );
}

interface SectionContentProps<N extends SectionName> {
  id: string;
  section: Sections[N];
  show: SectionProps<N>["show"];
}

function SectionContent<N extends SectionName>({ id, section, show }: SectionContentProps<N>) {
  const data = section?.data as SectionData<N> | undefined;
  return (
    <>
      {section?.error && <SourceFailureNote id={id} trouble={section.error} />}
      {data ? show(data) : !section?.error && <p class="quiet">{words.value.context.empty}</p>}
    </>
  );
}

interface SourceStatusProps {
  id: string;
  name: SectionName;
  section: Section<SectionName>;
  resource: Resource<CustomerContext>;
}

function SourceStatus({ id, name, section, resource }: SourceStatusProps) {
  const { context: t } = words.value;
  const { source, freshness, fetchedAt } = section;
  const again = async (): Promise<void> => {
    try {
      resource.data.value = await dataOf(
        api.POST("/customers/{company_id}/refresh", {
          params: { path: { company_id: id }, query: { sections: name } },
        }),
      );
    } catch (failure) {
      showFailure(failure);
    }
  };
  return (
    <span class="standing quiet">
      {t.sources[source]}
      {freshness !== "fresh" && <span class={`tag ${freshness}`}>{t.freshness[freshness]}</span>}
      {fetchedAt && <Ago at={fetchedAt} />}
      {source !== "health" && (
        <button
          type="button"
          class="plain small"
          aria-label={t.reloadSection(t.sections[name])}
          title={t.reload}
          onClick={() => void again()}
        >
          <Icon name="refresh" />
        </button>
      )}
    </span>
  );
}

function SourceFailureNote({ id, trouble }: { id: string; trouble: SourceFailure }) {
  const { context: t } = words.value;
  const choosing = useSignal("");
  return (
    <div class="trouble">
      <p>{trouble.text[language.value]}</p>
      {trouble.candidates.length > 0 && (
        <>
          <p class="quiet">{t.candidates}</p>
          <ul>
            {trouble.candidates.map((one) => (
              <li key={one}>
                <code>{one}</code>{" "}
                {may("supervisor") && (
                  <button type="button" class="small" onClick={() => (choosing.value = one)}>
                    {t.choose}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {choosing.value && (
        <ChooseSourceId
          id={id}
          trouble={trouble}
          chosen={choosing.value}
          onClose={() => (choosing.value = "")}
        />
      )}
    </div>
  );
}

interface ChooseSourceIdProps {
  id: string;
  trouble: SourceFailure;
  chosen: string;
  onClose: () => void;
}

function ChooseSourceId({ id, trouble, chosen, onClose }: ChooseSourceIdProps) {
  const { context: t, alerts, common } = words.value;
  const { source } = trouble;
  // Usage is this database's own: it has no other ids.
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
      <Field label={alerts.reason} hint={common.required}>
        <textarea name="reason" required maxLength={500} autofocus />
      </Field>
    </Form>
  );
}

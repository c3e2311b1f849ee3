/** A section's frame: where it comes from, how fresh it is, and what is wrong if it isn't there. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { api, body } from "../../api/client";
import { type Section, type SectionData, type SectionName, type Sections, useContextSection } from "../../api/context";
import type { Context } from "../../api/types";
import { language, words } from "../../i18n/language";
import { Field, Form, text } from "../../ui/controls/form";
import { Icon } from "../../ui/display/icon";
import { Loaded } from "../../ui/feedback/loaded";
import { Ago } from "../../ui/display/time";
import { say, sayFailure } from "../../ui/feedback/toast";
import { refresh } from "../../api/refresh";
import type { Resource } from "../../api/resource";
import { may } from "../../session/session";

type Trouble = NonNullable<Section<SectionName>["error"]>;

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
        {section && <Standing id={id} name={name} section={section} resource={resource} />}
      </header>
      <Loaded of={resource} lines={4}>
        {(found) => <Content id={id} section={found.sections[name]} show={show} />}
      </Loaded>
    </section>
  );
}

interface ContentProps<N extends SectionName> {
  id: string;
  section: Sections[N];
  show: SectionProps<N>["show"];
}

function Content<N extends SectionName>({ id, section, show }: ContentProps<N>) {
  const data = section?.data as SectionData<N> | undefined;
  return (
    <>
      {section?.error && <TroubleNote id={id} trouble={section.error} />}
      {data ? show(data) : !section?.error && <p class="quiet">{words.value.context.empty}</p>}
    </>
  );
}

interface StandingProps {
  id: string;
  name: SectionName;
  section: Section<SectionName>;
  resource: Resource<Context>;
}

function Standing({ id, name, section, resource }: StandingProps) {
  const { context: t } = words.value;
  const { source, freshness, fetchedAt } = section;
  const again = async (): Promise<void> => {
    try {
      resource.data.value = await body(
        api.POST("/customers/{company_id}/refresh", {
          params: { path: { company_id: id }, query: { sections: name } },
        }),
      );
    } catch (failure) {
      sayFailure(failure);
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
          aria-label={t.againOf(t.sections[name])}
          title={t.again}
          onClick={() => void again()}
        >
          <Icon name="refresh" />
        </button>
      )}
    </span>
  );
}

function TroubleNote({ id, trouble }: { id: string; trouble: Trouble }) {
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
        <Choose
          id={id}
          trouble={trouble}
          chosen={choosing.value}
          onClose={() => (choosing.value = "")}
        />
      )}
    </div>
  );
}

interface ChooseProps {
  id: string;
  trouble: Trouble;
  chosen: string;
  onClose: () => void;
}

function Choose({ id, trouble, chosen, onClose }: ChooseProps) {
  const { context: t, alerts, common } = words.value;
  const { source } = trouble;
  // Usage is this database's own: it has no other ids.
  if (source === "usage") return null;
  return (
    <Form
      title={t.chooseTitle(t.sources[source])}
      lead={`${chosen}. ${t.chooseLead}`}
      action={t.choose}
      onClose={onClose}
      send={async (fields) => {
        const path = { company_id: id, source };
        await body(
          api.PUT("/customers/{company_id}/sources/{source}", {
            params: { path },
            body: { id: chosen, reason: text(fields, "reason") },
          }),
        );
        say(t.chosen);
        refresh();
      }}
    >
      <Field label={alerts.reason} hint={common.required}>
        <textarea name="reason" required maxLength={500} autofocus />
      </Field>
    </Form>
  );
}

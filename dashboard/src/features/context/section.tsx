/** A section's frame: its source, its age, and the reason if the source failed. */

import type { ComponentChildren } from "preact";
import { api, dataOf } from "../../api/client";
import {
  type Section,
  type SectionData,
  type SectionName,
  type Sections,
  useContextSection,
} from "../../api/customer/context";
import type { Resource } from "../../api/resource";
import type { CustomerContext } from "../../api/types";
import { words } from "../../i18n/language";
import { Icon } from "../../ui/display/icon";
import { Ago } from "../../ui/display/time";
import { Loaded } from "../../ui/feedback/loaded";
import { SourceFailureNote } from "./source_failure";

/** About how many lines each section will have, so that the page does not jump when it is loaded. */
const LINES: Record<SectionName, number> = {
  health: 14,
  flags: 3,
  account: 5,
  contact: 8,
  billing: 12,
  support: 10,
  usage: 8,
  timeline: 18,
};

interface SectionProps<N extends SectionName> {
  id: string;
  name: N;
  /** Instead of the section's own title, where a part of it is shown. */
  title?: string;
  show: (data: SectionData<N>) => ComponentChildren;
}

export function SectionBox<N extends SectionName>({ id, name, title, show }: SectionProps<N>) {
  const { context: t } = words.value;
  const resource = useContextSection(id, name);
  const section = resource.data.value?.sections[name];
  return (
    <section class="box" aria-labelledby={`section-${name}`}>
      <header>
        <h2 id={`section-${name}`}>{title ?? t.sections[name]}</h2>
        {section && <SourceStatus id={id} name={name} section={section} resource={resource} />}
      </header>
      <Loaded of={resource} lines={LINES[name]}>
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
      {section?.error && <SourceFailureNote id={id} failure={section.error} />}
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
  const reload = (): Promise<void> =>
    resource.reload(() =>
      dataOf(
        api.POST("/customers/{company_id}/refresh", {
          params: { path: { company_id: id }, query: { sections: name } },
        }),
      ),
    );
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
          onClick={() => void reload()}
        >
          <Icon name="refresh" />
        </button>
      )}
    </span>
  );
}

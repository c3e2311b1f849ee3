/** What an agent needs first: level and score with the reason, owner, plan and open tickets. */

import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useContextSection } from "../../api/customer/context";
import type { CompanyLevel, CustomerContext } from "../../api/types";
import { countView } from "../../api/view_counts";
import { number } from "../../i18n/format";
import { language, words } from "../../i18n/language";
import { Facts } from "../../ui/display/facts";
import { Level } from "../../ui/display/level";
import { Ago } from "../../ui/display/time";
import { Skeleton } from "../../ui/feedback/placeholder";
import { ownerName } from "../../ui/records/person";
import { BAND_LEVELS } from "./score";

/** The API takes no longer time: the tab has slept. */
const LONGEST_S = 3600;

export interface SummaryProps {
  id: string;
  /** Passed in, because it belongs to another feature. */
  ActionMenu: ComponentType<{ id: string; level?: CompanyLevel | undefined }>;
}

/** Each section's answer has a summary of what that request knew: shows the most complete one. */
export function Summary({ id, ActionMenu }: SummaryProps) {
  const { context: t } = words.value;
  const answers = [
    useContextSection(id, "health"),
    useContextSection(id, "contact"),
    useContextSection(id, "billing"),
    useContextSection(id, "support"),
  ].flatMap(({ data }) => data.value ?? []);
  const fullest = answers.sort((a, b) => a.summary.missing.length - b.summary.missing.length)[0];
  const openedAt = useRef(performance.now());
  const isShown = fullest !== undefined;
  useEffect(() => {
    const seconds = (performance.now() - openedAt.current) / 1000;
    if (isShown) countView("context", Math.min(seconds, LONGEST_S));
  }, [isShown]);
  return (
    <section class="box glance" aria-label={t.summary}>
      {fullest ? <SummaryLine context={fullest} /> : <Skeleton lines={2} />}
      <ActionMenu id={id} level={fullest?.summary.level} />
    </section>
  );
}

function SummaryLine({ context }: { context: CustomerContext }) {
  const { context: t, customer } = words.value;
  const { summary } = context;
  const names = (sources: typeof summary.missing): string =>
    sources.map((source) => t.sources[source]).join(", ");
  return (
    <div>
      <p class="value">
        <Level level={summary.level} />
        {summary.score !== undefined && (
          <strong class={summary.band ? BAND_LEVELS[summary.band] : "unknown"}>
            {summary.band ? "" : "≈ "}
            {number(summary.score)} <span class="quiet">{t.of100}</span>
          </strong>
        )}
        <span>{summary.why[language.value]}</span>
      </p>
      <Facts
        of={[
          [customer.owner, ownerName(summary.owner) ?? customer.noOwner],
          [t.plan, summary.plan],
          [t.openTickets, summary.openTickets !== undefined && number(summary.openTickets)],
          [t.lastContact, summary.lastContact && <Ago at={summary.lastContact} />],
        ]}
      />
      {summary.missing.length > 0 && (
        <p class="quiet">{t.missingSources(names(summary.missing))}</p>
      )}
      {summary.stale.length > 0 && <p class="quiet">{t.staleSources(names(summary.stale))}</p>}
    </div>
  );
}

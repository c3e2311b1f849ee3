/** What happened at a customer, in words. */

import type { Event } from "../../api/types";
import { words } from "../../i18n/language";
import { isMetric } from "../../api/metrics";
import { Ago } from "../../parts/time";

function said(event: Event): string {
  const { timeline: t, metrics, levels } = words.value;
  const metric = event.about && isMetric(event.about) ? metrics[event.about].name : "";
  const name = event.name ?? t.somebody;
  const state = (text: string | null | undefined) => (text ? (t.states[text] ?? text) : "");
  const level = (text: string | null | undefined) =>
    text && text in levels ? levels[text as keyof typeof levels] : (text ?? "–");
  switch (event.kind) {
    case "hired":
      return t.hired(name);
    case "archived":
      return t.archived(name);
    case "login":
      return t.login;
    case "level":
      return t.level(level(event.old), level(event.new));
    case "alert":
      return t.alert(metric, state(event.new));
    case "action":
      return t.action(event.who ?? t.somebody, metric, state(event.new));
    default:
      return t.unknown(event.kind);
  }
}

export function Events({ events }: { events: readonly Event[] }) {
  return (
    <ol class="events">
      {events.map((event) => (
        <li key={event.id} class="event">
          <span>{said(event)}</span>
          {event.why && <span class="quiet">{event.why}</span>}
          <Ago at={event.at} />
        </li>
      ))}
    </ol>
  );
}

/** What happened at a customer, in words. */

import { isMetric } from "../../api/metrics";
import type { Event } from "../../api/types";
import { moment, money, roughly } from "../../i18n/format";
import { words } from "../../i18n/language";
import { state, why } from "../../i18n/history";
import { resolution } from "./ticket";
import { Ago } from "../display/time";

type Kind = Event["kind"];

const SAY: Record<Kind, (event: Event) => string> = {
  hired: ({ name }) => words.value.timeline.hired(name ?? words.value.timeline.somebody),
  archived: ({ name }) => words.value.timeline.archived(name ?? words.value.timeline.somebody),
  login: ({ name }) => words.value.timeline.login(name),
  level: (event) => words.value.timeline.level(level(event.old), level(event.new)),
  alert: (event) => words.value.timeline.alert(metric(event), state(event.new ?? "")),
  action: (event) =>
    words.value.timeline.action(
      event.who ?? words.value.timeline.somebody,
      deed(event),
      state(event.new ?? ""),
    ),
  note: ({ who }) => words.value.timeline.note(who ?? words.value.timeline.somebody),
  ticket_opened: ({ about, new: priority }) =>
    words.value.timeline.ticketOpened(about ?? "", priorityOf(priority)),
  ticket_solved: ({ about, hours, new: rating }) =>
    words.value.timeline.ticketSolved(about ?? "") + resolution({ hours, rating }),
  invoice: ({ about, amount }) => words.value.timeline.invoice(about ?? "", paid(amount)),
  invoice_paid: ({ about, amount }) => words.value.timeline.invoicePaid(about ?? "", paid(amount)),
  payment_failed: ({ amount }) => words.value.timeline.paymentFailed(paid(amount)),
  meeting: ({ startsAt }) => words.value.timeline.meeting(startsAt ? moment(startsAt) : ""),
  usage: ({ percent }) => words.value.timeline.usage(roughly(Math.abs(percent ?? 0))),
};

function metric({ about }: Event): string {
  return about && isMetric(about) ? words.value.metrics[about].name : (about ?? "");
}

/** What was acted upon or, of a quick action, what was asked for. */
function deed(event: Event): string {
  const kinds: Record<string, string> = words.value.actions.kinds;
  const kind = event.about && kinds[event.about];
  return kind ? [kind, paid(event.amount)].filter(Boolean).join(" ") : metric(event);
}

function level(text: string | undefined): string {
  const levels: Record<string, string> = words.value.levels;
  return text ? (levels[text] ?? text) : "–";
}

function priorityOf(text: string | undefined): string {
  const priorities: Record<string, string> = words.value.actions.priorities;
  return text ? (priorities[text] ?? text) : "";
}

function paid(amount: Event["amount"]): string {
  return amount ? money(amount) : "";
}

export function Events({ events }: { events: readonly Event[] }) {
  return (
    <ol>
      {events.map((event) => (
        <li key={event.id} class="event">
          <span>{SAY[event.kind](event)}</span>
          {event.text && <span class="quiet">{event.text}</span>}
          {event.why && <span class="quiet">{why(event.why)}</span>}
          <Ago at={event.at} />
        </li>
      ))}
    </ol>
  );
}

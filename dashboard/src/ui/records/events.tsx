/** Events of a customer's timeline, in words. */

import { isMetric } from "../../api/metrics";
import type { TimelineEvent } from "../../api/types";
import { dateTime, isolate, money, shortPercent } from "../../i18n/format";
import { language, words } from "../../i18n/language";
import { Ago } from "../display/time";
import { resolutionText } from "./ticket";

type EventKind = TimelineEvent["kind"];

const DESCRIBE: Record<EventKind, (event: TimelineEvent) => string> = {
  hired: ({ name }) => words.value.timeline.hired(nameOf(name)),
  archived: ({ name }) => words.value.timeline.archived(nameOf(name)),
  login: ({ name }) => words.value.timeline.login(name && isolate(name)),
  level: (event) => words.value.timeline.level(levelName(event.old), levelName(event.new)),
  alert: (event) => words.value.timeline.alert(metricName(event), newState(event)),
  action: (event) =>
    words.value.timeline.action(
      event.who ?? words.value.timeline.somebody,
      actionName(event),
      newState(event),
    ),
  note: ({ who }) => words.value.timeline.note(who ?? words.value.timeline.somebody),
  ticket_opened: ({ about, new: priority }) =>
    words.value.timeline.ticketOpened(about ?? "", priorityName(priority)),
  ticket_solved: ({ about, hours, new: rating }) =>
    words.value.timeline.ticketSolved(about ?? "") + resolutionText({ hours, rating }),
  invoice: ({ about, amount }) => words.value.timeline.invoice(about ?? "", amountText(amount)),
  invoice_paid: ({ about, amount }) =>
    words.value.timeline.invoicePaid(about ?? "", amountText(amount)),
  payment_failed: ({ amount }) => words.value.timeline.paymentFailed(amountText(amount)),
  meeting: ({ startsAt }) => words.value.timeline.meeting(startsAt ? dateTime(startsAt) : ""),
  usage: ({ percent }) => words.value.timeline.usage(shortPercent(Math.abs(percent ?? 0))),
};

function nameOf(person: string | undefined): string {
  return person === undefined ? words.value.timeline.somebody : isolate(person);
}

function metricName({ about }: TimelineEvent): string {
  return about && isMetric(about) ? words.value.metrics[about].name : (about ?? "");
}

/** Returns the name of a quick action with its amount, or of the metric whose alert was decided on. */
function actionName(event: TimelineEvent): string {
  const kinds: Record<string, string> = words.value.actions.kinds;
  const kind = event.about && kinds[event.about];
  return kind ? [kind, amountText(event.amount)].filter(Boolean).join(" ") : metricName(event);
}

/** Returns the new state of an alert, which the API has the words for, or of a quick action. */
function newState(event: TimelineEvent): string {
  const outcomes: Record<string, string> = words.value.timeline.outcomes;
  const state = event.new ?? "";
  return event.newText?.[language.value] ?? outcomes[state] ?? state;
}

function reasonText(event: TimelineEvent): string | undefined {
  return event.whyText?.[language.value] ?? event.why;
}

function levelName(text: string | undefined): string {
  const levels: Record<string, string> = words.value.levels;
  return text ? (levels[text] ?? text) : "–";
}

function priorityName(text: string | undefined): string {
  const priorities: Record<string, string> = words.value.actions.priorities;
  return text ? (priorities[text] ?? text) : "";
}

function amountText(amount: TimelineEvent["amount"]): string {
  return amount ? money(amount) : "";
}

export function Events({ events }: { events: readonly TimelineEvent[] }) {
  return (
    <ol>
      {events.map((event) => (
        <li key={event.id} class="event">
          <span>{DESCRIBE[event.kind](event)}</span>
          {event.text && <span class="quiet">{event.text}</span>}
          {event.why && <span class="quiet">{reasonText(event)}</span>}
          <Ago at={event.at} />
        </li>
      ))}
    </ol>
  );
}

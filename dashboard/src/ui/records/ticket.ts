/** A support ticket in a line of text. */

import type { SectionData } from "../../api/customer/context";
import { date, hoursInWords } from "../../i18n/format";
import { words } from "../../i18n/language";

export type Ticket = SectionData<"support">["open"][number];

export function ticketLine(ticket: Ticket): string {
  const { actions, context } = words.value;
  const { id, subject, priority, escalated, createdAt, solvedAt } = ticket;
  const parts = [
    `#${id} ${subject}`,
    priority && actions.priorities[priority],
    escalated && context.escalatedTag,
    solvedAt ? `${date(solvedAt)}, ${ticketState(ticket)}` : date(createdAt),
  ];
  return parts.filter(Boolean).join(" · ");
}

export function ticketState({ state, createdAt, solvedAt, satisfaction }: Ticket): string {
  const duration = solvedAt && (Date.parse(solvedAt) - Date.parse(createdAt)) / 3_600_000;
  const suffix = duration ? resolutionText({ hours: duration, rating: satisfaction }) : "";
  return words.value.context.states[state] + suffix;
}

interface Resolution {
  hours?: number | undefined;
  rating?: number | string | undefined;
}

/** Returns " (5 hours, satisfaction 4/5)" without what is unknown, or "" if both are. */
export function resolutionText({ hours, rating }: Resolution): string {
  const parts = [
    hours === undefined ? "" : hoursInWords(hours),
    rating === undefined ? "" : words.value.timeline.rated(`${rating}`),
  ].filter(Boolean);
  return parts.length ? ` (${parts.join(", ")})` : "";
}

/** A support ticket in a line of text. */

import type { SectionData } from "../../api/context";
import { date, hoursInWords } from "../../i18n/format";
import { words } from "../../i18n/language";

type Ticket = SectionData<"support">["open"][number];

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
  const took = solvedAt && (Date.parse(solvedAt) - Date.parse(createdAt)) / 3_600_000;
  const how = took ? resolutionText({ hours: took, rating: satisfaction }) : "";
  return words.value.context.states[state] + how;
}

interface Resolution {
  hours?: number | undefined;
  rating?: number | string | undefined;
}

/** " (5 hours, CSAT 4/5)", with what is known of it; empty if nothing is. */
export function resolutionText({ hours: took, rating }: Resolution): string {
  const parts = [
    took === undefined ? "" : hoursInWords(took),
    rating === undefined ? "" : words.value.timeline.rated(`${rating}`),
  ].filter(Boolean);
  return parts.length ? ` (${parts.join(", ")})` : "";
}

/** How a ticket was solved: how long it took, and what the customer said of it. */

import { hours } from "../../i18n/format";
import { words } from "../../i18n/language";

interface Solved {
  hours?: number | undefined;
  rating?: number | string | undefined;
}

export function resolution({ hours: took, rating }: Solved): string {
  const parts = [
    took === undefined ? "" : hours(took),
    rating === undefined ? "" : words.value.timeline.rated(`${rating}`),
  ].filter(Boolean);
  return parts.length ? ` (${parts.join(", ")})` : "";
}

/** What happened to an alert, and who did it. */

import type { AlertTransition } from "../../api/types";
import { language, words } from "../../i18n/language";
import { Ago } from "../display/time";

export function AlertMoves({ moves }: { moves: readonly AlertTransition[] }) {
  const { alerts } = words.value;
  return (
    <ol>
      {moves.map(({ episode, seq, axis, oldText, newText, who, whyText, at }) => (
        <li key={`${episode}.${seq}.${axis}`} class="event">
          <span>
            {oldText[language.value]} → <strong>{newText[language.value]}</strong>{" "}
            {/* The system has a name without "@" here: its moves need no author. */}
            {who.includes("@") && alerts.by(who)}
          </span>
          {whyText && <span class="quiet">{whyText[language.value]}</span>}
          <Ago at={at} />
        </li>
      ))}
    </ol>
  );
}

/** The health score with the reason for each lost point, and the flags. */

import type { SectionData } from "../../api/customer/context";
import { date, number, oneDecimal, relativeDays, shortPercent } from "../../i18n/format";
import { language, words } from "../../i18n/language";
import { Bar } from "../../ui/display/bar";
import { Facts } from "../../ui/display/facts";
import { LevelShape } from "../../ui/display/level";
import { Ago } from "../../ui/display/time";
import { isEstimate, scoreText } from "../../ui/records/score";
import { ScoreHistory } from "./score_history";

type Health = SectionData<"health">;
type Flag = SectionData<"flags">["flags"][number];

export const BAND_LEVELS = { green: "healthy", yellow: "warning", red: "critical" } as const;

export function Score({ health }: { health: Health }) {
  const { context: t } = words.value;
  const { score, band, coverage, parts, renewal, lastReview, history } = health;
  const estimated = score !== undefined && isEstimate(coverage);
  return (
    <>
      <p class="value">
        <strong class={band ? BAND_LEVELS[band] : "unknown"}>
          {score === undefined ? t.noScore : scoreText(score, coverage)}
        </strong>{" "}
        <span class="quiet">
          {score !== undefined && `${t.of100} · `}
          {band && `${t.bands[band]} · `}
          {t.coverage(shortPercent(coverage))}
        </span>
      </p>
      {estimated && <p>{t.tooLittleKnown}</p>}
      <table class="rows tight">
        <tbody>
          {parts.map((part) => (
            <tr key={part.name}>
              <th scope="row">
                {t.scoreParts[part.name]}{" "}
                <span class="quiet">{t.weight(shortPercent(part.weight))}</span>
                <ul class="losses quiet">
                  {part.losses.map((loss) => (
                    <li key={loss.code}>
                      <span class="points">{t.lostPoints(oneDecimal(loss.points))}</span>
                      <span>{loss.text[language.value]}</span>
                    </li>
                  ))}
                </ul>
              </th>
              <td class="figure">{part.score === undefined ? t.noScore : number(part.score)}</td>
              <td class="fills">
                <Bar share={(part.score ?? 0) / 100} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Facts
        of={[
          [t.risk, renewal.risk && <Risk renewal={renewal} />],
          [t.renewal, renewal.probability !== undefined && shortPercent(renewal.probability)],
          [t.contractEnd, contractEndText(renewal)],
          [t.lastReview, lastReview ? <LastReview review={lastReview} /> : t.noReview],
        ]}
      />
      {history.length > 0 && <ScoreHistory history={history} />}
    </>
  );
}

function Risk({ renewal: { risk, reasons } }: { renewal: Health["renewal"] }) {
  return (
    <>
      {risk && words.value.context.risks[risk]}
      <ul class="losses quiet">
        {reasons.map((reason, n) => (
          <li key={n}>{reason.text[language.value]}</li>
        ))}
      </ul>
    </>
  );
}

function LastReview({ review: { by, at, note } }: { review: NonNullable<Health["lastReview"]> }) {
  return (
    <>
      <Ago at={at} />, {by}
      <br />
      <span class="quiet">{note}</span>
    </>
  );
}

function contractEndText({ contractEnd, days }: Health["renewal"]): string | undefined {
  if (!contractEnd) return undefined;
  if (days === undefined) return date(contractEnd);
  return `${date(contractEnd)}, ${relativeDays(days)}`;
}

export function Flags({ flags }: { flags: readonly Flag[] }) {
  const { context: t, common } = words.value;
  return (
    <ul class="flags">
      {flags.map((flag) => (
        <li key={flag.name} class={flag.on ? "on" : ""}>
          {/* To be a VIP is no warning. */}
          <LevelShape level={flag.on && flag.name !== "vip" ? "warning" : "none"} />
          <span>
            <strong>{t.flags[flag.name]}</strong>
            {common.colon}
            {flag.on === undefined ? t.unknown : flag.on ? t.yes : t.no}
            {flag.level && ` (${t.risks[flag.level]})`}
            <br />
            <span class="quiet">{flag.text[language.value]}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

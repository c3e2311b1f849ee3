/** Who, on which day, how often. The number is in each cell: the colour only helps. */

import { useSignal } from "@preact/signals";
import type { Share } from "../../../api/types";
import { day, number, weekday } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Empty } from "../../../ui/feedback/placeholder";

interface HeatmapProps {
  days: readonly string[];
  shares: readonly Share[];
  /** What a share without an id is called. */
  nobody: string;
}

const STEPS = 4;
const FIRST = 15;

export function Heatmap({ days, shares, nobody }: HeatmapProps) {
  const { drill: t } = words.value;
  const all = useSignal(false);
  if (!shares.length) return <Empty title={t.none} hint={t.noneHint} />;
  const most = Math.max(...shares.flatMap((share) => share.byDay));
  const shown = all.value ? shares : shares.slice(0, FIRST);
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={t.heatmap}>
      <table class="heatmap">
        <thead>
          <tr>
            <td />
            {days.map((one) => (
              <th key={one} scope="col">
                {weekday(one)}
                <br />
                {day(one)}
              </th>
            ))}
            <th scope="col">{t.count}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((share) => (
            <Line
              key={share.id ?? ""}
              share={share}
              name={share.name ?? share.id ?? nobody}
              days={days}
              most={most}
            />
          ))}
        </tbody>
      </table>
      {shares.length > shown.length && (
        <button type="button" class="small" onClick={() => (all.value = true)}>
          {t.showAll(number(shares.length))}
        </button>
      )}
    </div>
  );
}

interface LineProps {
  share: Share;
  name: string;
  days: readonly string[];
  most: number;
}

function Line({ share, name, days, most }: LineProps) {
  const { drill: t } = words.value;
  return (
    <tr>
      <th scope="row" title={name}>
        {name}
      </th>
      {share.byDay.map((count, n) => (
        <td
          key={days[n]}
          class={count ? `heat-${Math.max(1, Math.ceil((STEPS * count) / Math.max(STEPS, most)))}` : ""}
          title={t.heatmapOf(count, name, day(days[n] ?? ""))}
        >
          {count || ""}
        </td>
      ))}
      <td class="sum">{number(share.count)}</td>
    </tr>
  );
}

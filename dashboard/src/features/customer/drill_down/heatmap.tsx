/** Who, on which day, how often. The number is in each cell: the colour only helps. */

import { useSignal } from "@preact/signals";
import type { GroupCount } from "../../../api/types";
import { shortDate, number, weekday } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Empty } from "../../../ui/feedback/placeholder";

interface HeatmapProps {
  days: readonly string[];
  shares: readonly GroupCount[];
  /** What a share without an id is called. */
  nobody: string;
}

const HEAT_STEPS = 4;
const FIRST_SHOWN = 15;

export function Heatmap({ days, shares, nobody }: HeatmapProps) {
  const { drillDown: t } = words.value;
  const all = useSignal(false);
  if (!shares.length) return <Empty title={t.nothingCounted} hint={t.nothingCountedHint} />;
  const most = Math.max(...shares.flatMap((share) => share.byDay));
  const shown = all.value ? shares : shares.slice(0, FIRST_SHOWN);
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
                {shortDate(one)}
              </th>
            ))}
            <th scope="col">{t.count}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((share) => (
            <HeatmapRow
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
  share: GroupCount;
  name: string;
  days: readonly string[];
  most: number;
}

function HeatmapRow({ share, name, days, most }: LineProps) {
  const { drillDown: t } = words.value;
  return (
    <tr>
      <th scope="row" title={name}>
        {name}
      </th>
      {share.byDay.map((count, n) => (
        <td
          key={days[n]}
          class={count ? `heat-${Math.max(1, Math.ceil((HEAT_STEPS * count) / Math.max(HEAT_STEPS, most)))}` : ""}
          title={t.heatmapOf(count, name, shortDate(days[n] ?? ""))}
        >
          {count || ""}
        </td>
      ))}
      <td class="sum">{number(share.count)}</td>
    </tr>
  );
}

/** Counts by employee or department, and day. Each cell has its number: the colour only helps. A
 * day without data has a dash, since it is not a day without violations. */

import { useSignal } from "@preact/signals";
import type { DrillDown, GroupCount } from "../../../api/types";
import { number, shortDate, weekday } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Empty } from "../../../ui/feedback/placeholder";

type Day = DrillDown["days"][number];

interface HeatmapProps {
  days: readonly Day[];
  groups: readonly GroupCount[];
  /** The name of the group that has no id. */
  unnamed: string;
}

const HEAT_STEPS = 4;
const FIRST_SHOWN = 15;

export function Heatmap({ days, groups, unnamed }: HeatmapProps) {
  const { drillDown: t } = words.value;
  const all = useSignal(false);
  if (!groups.length) return <Empty title={t.nothingCounted} hint={t.nothingCountedHint} />;
  const most = Math.max(...groups.flatMap((group) => group.byDay));
  const shown = all.value ? groups : groups.slice(0, FIRST_SHOWN);
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={t.heatmap}>
      <table class="heatmap">
        <thead>
          <tr>
            <td />
            {days.map(({ date }, n) => (
              <th key={date} scope="col" title={shortDate(date)}>
                {weekday(date)}
                <br />
                {n === 0 || date.endsWith("-01") ? shortDate(date) : Number(date.slice(-2))}
              </th>
            ))}
            <th scope="col">{t.count}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((group) => (
            <HeatmapRow
              key={group.id ?? ""}
              group={group}
              name={group.name ?? group.id ?? unnamed}
              days={days}
              most={most}
            />
          ))}
        </tbody>
      </table>
      {groups.length > shown.length && (
        <button type="button" class="small" onClick={() => (all.value = true)}>
          {t.showAll(number(groups.length))}
        </button>
      )}
    </div>
  );
}

interface LineProps {
  group: GroupCount;
  name: string;
  days: readonly Day[];
  most: number;
}

function HeatmapRow({ group, name, days, most }: LineProps) {
  const { drillDown: t } = words.value;
  return (
    <tr>
      <th scope="row" title={name}>
        {name}
      </th>
      {days.map(({ date, leftOut }, n) => {
        const count = group.byDay[n] ?? 0;
        return leftOut ? (
          <td key={date} class="no-data" title={t.exclusionReasons[leftOut] ?? leftOut}>
            –
          </td>
        ) : (
          <td
            key={date}
            class={count ? `heat-${heat(count, most)}` : "quiet"}
            title={t.heatmapOf(count, name, shortDate(date))}
          >
            {count}
          </td>
        );
      })}
      <td class="sum">{number(group.count)}</td>
    </tr>
  );
}

/** Returns a step from 1 to HEAT_STEPS; low counts stay pale even where they are the highest. */
function heat(count: number, most: number): number {
  return Math.max(1, Math.ceil((HEAT_STEPS * count) / Math.max(HEAT_STEPS, most)));
}

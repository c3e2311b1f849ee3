import type { SectionData } from "../../api/customer/context";
import { number, shortPercent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Facts } from "../../ui/display/facts";
import { Ago } from "../../ui/display/time";

export function Usage({ usage }: { usage: SectionData<"usage"> }) {
  const { context: t } = words.value;
  const { activeUsers, seats, seatsSold, utilization, adoption, trend, trendPercent } = usage;
  const ofSeats = seatsSold ? t.ofSoldSeats : t.ofSeats;
  return (
    <Facts
      of={[
        [t.activeUsers, ofSeats(number(activeUsers), number(seats), shareText(utilization))],
        [t.lastLogin, usage.lastLogin && <LastLogin at={usage.lastLogin} by={usage.lastLoginBy} />],
        [
          t.features,
          t.ofOffered(
            number(usage.featuresUsed),
            number(usage.featuresOffered),
            shareText(adoption),
          ),
        ],
        [t.mostUsed, usage.mostUsed && featureName(usage.mostUsed)],
        [t.unused, usage.unusedHighValue.map(featureName).join(", ")],
        [
          t.trend,
          trend &&
            `${t.trends[trend]}${trendPercent === undefined ? "" : ` (${shortPercent(trendPercent)})`}`,
        ],
      ]}
    />
  );
}

function LastLogin({ at, by }: { at: string; by?: string | undefined }) {
  return (
    <>
      <Ago at={at} />
      {by && ` (${by})`}
    </>
  );
}

function shareText(percent: number | undefined): string {
  return percent === undefined ? "–" : shortPercent(percent);
}

function featureName(id: string): string {
  return words.value.context.featureNames[id] ?? id.replaceAll(/[-_]/g, " ");
}

import type { SectionData } from "../../api/context";
import { number, roughly } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Facts } from "../../ui/display/facts";
import { Ago } from "../../ui/display/time";

export function Usage({ usage }: { usage: SectionData<"usage"> }) {
  const { context: t } = words.value;
  const { activeUsers, seats, utilization, adoption, trend, trendPercent } = usage;
  return (
    <Facts
      of={[
        [t.active, t.ofSeats(number(activeUsers), number(seats), share(utilization))],
        [t.lastLogin, usage.lastLogin && <LastLogin at={usage.lastLogin} by={usage.lastLoginBy} />],
        [
          t.features,
          t.ofOffered(number(usage.featuresUsed), number(usage.featuresOffered), share(adoption)),
        ],
        [t.mostUsed, usage.mostUsed && readable(usage.mostUsed)],
        [t.unused, usage.unusedHighValue.map(readable).join(", ")],
        [
          t.trend,
          trend && `${t.trends[trend]}${trendPercent === undefined ? "" : ` (${roughly(trendPercent)})`}`,
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

function share(percent: number | undefined): string {
  return percent === undefined ? "–" : roughly(percent);
}

function readable(id: string): string {
  return words.value.context.featureNames[id] ?? id.replaceAll(/[-_]/g, " ");
}

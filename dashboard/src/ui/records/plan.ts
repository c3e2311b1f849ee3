import { money } from "../../i18n/format";
import { words } from "../../i18n/language";
import type { SectionData } from "../../api/context";

type Plan = NonNullable<SectionData<"billing">["plan"]>;

/** "Pro, $300.00 a month", or "every 3 months". */
export function planText({ name, amount, interval, intervalCount }: Plan): string {
  const { intervals, severalIntervals } = words.value.context;
  const often = intervalCount > 1 ? severalIntervals[interval](intervalCount) : intervals[interval];
  return `${name}, ${money(amount)} ${often}`;
}

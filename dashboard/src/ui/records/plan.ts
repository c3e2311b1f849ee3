import type { SectionData } from "../../api/customer/context";
import { money } from "../../i18n/format";
import { words } from "../../i18n/language";

type Plan = NonNullable<SectionData<"billing">["plan"]>;

/** Returns "Pro, $300.00 a month" or "Pro, $900.00 every 3 months". */
export function planText({ name, amount, interval, intervalCount }: Plan): string {
  const { intervals, severalIntervals } = words.value.context;
  const period =
    intervalCount > 1 ? severalIntervals[interval](intervalCount) : intervals[interval];
  return `${name}, ${money(amount)} ${period}`;
}

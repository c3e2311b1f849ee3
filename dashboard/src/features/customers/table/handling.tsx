/** Who handles a customer's open alerts: of the worst ones, the newest decision, or nobody yet. */

import type { CustomerRow } from "../../../api/types";
import { dateTime, ago } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { now } from "../../../ui/display/clock";

type Triage = CustomerRow["openAlerts"][number]["triage"];

export function Handling({ row }: { row: CustomerRow }) {
  const { list } = words.value;
  const { openAlerts } = row;
  if (!openAlerts.length) return <>–</>;
  const critical = openAlerts.filter(({ severity }) => severity === "critical");
  const worst = (critical.length ? critical : openAlerts).map(({ triage }) => triage);
  const decided = worst.filter(({ kind }) => kind !== "open");
  const all = openAlerts.map(({ triage }) => triage).filter(({ kind }) => kind !== "open");
  const title = all.map(inFull).join("\n");
  if (decided.length < worst.length) {
    return (
      <span class="undecided" title={title}>
        {list.undecided}
        {decided.length > 0 && ` (${worst.length - decided.length}/${worst.length})`}
      </span>
    );
  }
  const newest = decided.reduce((a, b) => ((b.at ?? "") > (a.at ?? "") ? b : a));
  return <small title={title}>{inShort(newest)}</small>;
}

/** Who and since when come first: the rest may be cut. Acknowledged is what "handled by" says. */
function inShort({ who, kind, at }: Triage): string {
  const state = kind === "acknowledged" ? "" : words.value.alerts.triageStates[kind];
  return [who?.split("@")[0], at && ago(at, now.value), state].filter(Boolean).join(" · ");
}

function inFull({ who, kind, at, why }: Triage): string {
  const { triageStates, by } = words.value.alerts;
  return [triageStates[kind], who && by(who), at && dateTime(at), why].filter(Boolean).join(", ");
}

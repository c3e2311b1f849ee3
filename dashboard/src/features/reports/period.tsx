/** The month or quarter of a report, which is a parameter of the address. */

import { monthAndYear } from "../../i18n/format";
import { words } from "../../i18n/language";
import { query, withQuery } from "../../router";
import { Icon } from "../../ui/display/icon";
import { CsvButton } from "./csv_button";

type Unit = "month" | "quarter";

const MONTHS: Record<Unit, number> = { month: 1, quarter: 3 };
const FORMATS: Record<Unit, RegExp> = { month: /^20\d\d-(0[1-9]|1[0-2])$/, quarter: /^20\d\d-Q[1-4]$/ };

/** Returns the period of the address, or the one of today in Toronto, by whose days reports go. */
export function chosenPeriod(unit: Unit): string {
  const text = query.value.get(unit) ?? "";
  if (FORMATS[unit].test(text)) return text;
  const today = new Date().toLocaleDateString("en-CA", { timeZone: "America/Toronto" });
  return periodOf(unit, Number(today.slice(0, 4)), Number(today.slice(5, 7)) - 1);
}

/** Returns the period with a month; months count from 0, and may be below 0 or above 11. */
function periodOf(unit: Unit, year: number, month: number): string {
  const first = new Date(Date.UTC(year, month, 1));
  const [y, m] = [first.getUTCFullYear(), first.getUTCMonth()];
  return unit === "month" ? `${y}-${String(m + 1).padStart(2, "0")}` : `${y}-Q${Math.floor(m / 3) + 1}`;
}

function firstMonth(unit: Unit, period: string): [number, number] {
  const number = Number(period.slice(unit === "month" ? 5 : 6));
  return [Number(period.slice(0, 4)), (number - 1) * MONTHS[unit]];
}

function periodName(unit: Unit, period: string): string {
  const [year, month] = firstMonth(unit, period);
  if (unit === "quarter") return words.value.reports.quarterOf(month / 3 + 1, year);
  return monthAndYear(new Date(Date.UTC(year, month, 1)).toISOString());
}

interface PeriodProps {
  unit: Unit;
  period: string;
  /** The report's name in the API, of which it has a CSV file too. */
  report: string;
}

export function Period({ unit, period, report }: PeriodProps) {
  const { reports: t } = words.value;
  const [year, month] = firstMonth(unit, period);
  const step = (by: 1 | -1) => withQuery({ [unit]: periodOf(unit, year, month + by * MONTHS[unit]) });
  return (
    <div class="period">
      <a class="button" href={step(-1)} aria-label={t.before[unit]}>
        <Icon name="back" />
      </a>
      <h2>{periodName(unit, period)}</h2>
      <a class="button next" href={step(1)} aria-label={t.after[unit]}>
        <Icon name="back" />
      </a>
      <span class="spring" />
      <CsvButton path={`reports/${report}.csv?${unit}=${period}`} name={`${report}-${period}.csv`} />
    </div>
  );
}

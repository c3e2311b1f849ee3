/** Did it help? The requirements' success metrics of a month, who left, and who was there. */

import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";
import type { CustomerLeft, SuccessMeasure, SuccessReport } from "../../api/types";
import { number, oneDecimal, shortPercent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { LevelShape } from "../../ui/display/level";
import { Table } from "../../ui/display/table";
import { DateTime } from "../../ui/display/time";
import { Loaded } from "../../ui/feedback/loaded";
import { LeavingReason } from "./leaving_reason";
import { chosenPeriod, Period } from "./period";
import "./reports.css";

type Name = SuccessMeasure["name"];

const MB = 1e6;
/** Percent. There is no more than that: "at least" would be odd. */
const ALL = 100;

/** How a value is written, where it is no percentage. */
const FORMATS: Partial<Record<Name, (value: number) => string>> = {
  response_hours: (value) => `${oneDecimal(value)} h`,
  score: oneDecimal,
  run_reads: (value) => number(Math.round(value)),
  run_bytes: (value) => words.value.reports.megabytes(oneDecimal(value / MB)),
  run_cents: (value) => words.value.operations.cents(oneDecimal(value)),
};

export function Success() {
  const month = chosenPeriod("month");
  const report = useResource(`success ${month}`, () =>
    dataOf(api.GET("/reports/success", { params: { query: { month } } })),
  );
  return (
    <>
      <Period unit="month" period={month} report="success" />
      <Loaded of={report} lines={8}>
        {(found) => <SuccessFound report={found} onChanged={() => void report.reload()} />}
      </Loaded>
    </>
  );
}

interface SuccessFoundProps {
  report: SuccessReport;
  onChanged: () => void;
}

function SuccessFound({ report, onChanged }: SuccessFoundProps) {
  const { reports: t, roles } = words.value;
  const { measures, attendance, departures } = report;
  return (
    <>
      <section class="box">
        <header>
          <h2>{t.measures}</h2>
          {!report.complete && <span class="quiet">{t.notOver}</span>}
        </header>
        <Table
          label={t.measures}
          rows={measures}
          keyOf={({ name }) => name}
          columns={[
            { title: t.measure, show: ({ name }) => t.measureNames[name] },
            { title: t.value, kind: "figure", show: (one) => <Value of={one} /> },
            { title: t.goal, kind: "figure", show: goalOf },
            { title: t.monthBefore, kind: "figure", show: ({ name, before }) => shown(name, before) },
            { title: t.basis, kind: "figure", show: ({ of }) => number(of) },
          ]}
        />
      </section>
      <section class="box">
        <h2>{t.left}</h2>
        {departures.length ? (
          <Departures departures={departures} onChanged={onChanged} />
        ) : (
          <p class="quiet">{t.nobodyLeft}</p>
        )}
      </section>
      <section class="box">
        <h2>{t.attendance}</h2>
        <p class="quiet">{t.attendanceLead}</p>
        {attendance.length > 0 && (
          <Table
            label={t.attendance}
            rows={attendance}
            keyOf={({ role }) => role}
            columns={[
              { title: t.role, show: ({ role }) => roles[role] },
              { title: t.aDay, kind: "figure", show: ({ mean }) => oneDecimal(mean) },
              { title: t.atMost, kind: "figure", show: ({ most }) => number(most) },
              { title: t.workingDays, kind: "figure", show: ({ days }) => number(days) },
            ]}
          />
        )}
      </section>
    </>
  );
}

function Departures({ departures, onChanged }: { departures: CustomerLeft[]; onChanged: () => void }) {
  const { reports: t, list, levels, context } = words.value;
  const yesOrNo = (is: boolean) => (is ? context.yes : context.no);
  return (
    <Table
      label={t.left}
      rows={departures}
      keyOf={({ companyId }) => companyId}
      columns={[
        { title: list.customer, show: ({ company }) => company },
        { title: t.when, show: ({ leftAt }) => <DateTime at={leftAt} /> },
        { title: t.levelBefore, show: ({ level }) => levels[level] },
        { title: t.scoreBefore, kind: "figure", show: ({ score }) => optional(score) },
        { title: t.atRisk, show: ({ atRisk }) => yesOrNo(atRisk) },
        { title: t.contacted, show: ({ contacted }) => yesOrNo(contacted) },
        { title: t.why, kind: "sentence", show: (one) => <LeavingReason of={one} onGiven={onChanged} /> },
      ]}
    />
  );
}

/** A value with a sign that says whether the goal is met; colour alone would not. */
function Value({ of: { name, value, met } }: { of: SuccessMeasure }) {
  const { reports: t } = words.value;
  return (
    <>
      {met !== undefined && (
        <LevelShape level={met ? "healthy" : "warning"} label={met ? t.met : t.notMet} />
      )}{" "}
      {shown(name, value)}
    </>
  );
}

function goalOf({ name, goal }: SuccessMeasure): string {
  const { reports: t } = words.value;
  if (goal === undefined) return "–";
  if (name === "response_hours") return t.below(shown(name, goal));
  return goal === ALL ? shown(name, goal) : t.atLeast(shown(name, goal));
}

function shown(name: Name, value: number | undefined): string {
  if (value === undefined) return words.value.reports.unknown;
  return (FORMATS[name] ?? shortPercent)(value);
}

function optional(value: number | undefined): string {
  return value === undefined ? "–" : number(value);
}

import type { ComponentChildren } from "preact";
import { EMPLOYEES, LOGIN, PERCENTAGES } from "../../../api/metrics";
import type { CustomerRow, Metric } from "../../../api/types";
import { arrowed, arrowedPercent, money, number, percent, shortPercent } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { pathSegment } from "../../../router";
import { Level, LevelShape } from "../../../ui/display/level";
import { Ago } from "../../../ui/display/time";
import { ownerName } from "../../../ui/records/person";
import { isEstimate, scoreText } from "../../../ui/records/score";
import type { ColumnHead, ColumnKey } from "./columns";
import { Handling } from "./handling";
import { Sparkline } from "./sparkline";

interface RowProps {
  row: CustomerRow;
  index: number;
  columns: readonly ColumnHead[];
}

export function CustomerTableRow({ row, index, columns }: RowProps) {
  return (
    <tr aria-rowindex={index + 2} data-keys>
      {columns.map(({ key }) => CELLS[key](row))}
    </tr>
  );
}

const CELLS: Record<ColumnKey, (row: CustomerRow) => ComponentChildren> = {
  level: (row) => (
    <td key="level">
      <Level level={row.alertLevel} />
    </td>
  ),
  name: (row) => (
    <th key="name" scope="row" title={row.email ? `${row.name}, ${row.email}` : row.name}>
      <div class="two-lines">
        <a href={`/customers/${pathSegment(row.id)}`} data-row={row.id}>
          {row.name}
        </a>
        <span class="quiet">{row.email}</span>
      </div>
    </th>
  ),
  score: ({ score, scoreCoverage = 0 }) =>
    score === undefined ? (
      <td key="score" class="figure">
        –
      </td>
    ) : (
      <td
        key="score"
        class="figure"
        title={words.value.list.scoreRestsOn(shortPercent(scoreCoverage))}
      >
        <span class={isEstimate(scoreCoverage) ? "quiet" : ""}>
          {scoreText(score, scoreCoverage)}
        </span>
      </td>
    ),
  handling: (row) => (
    <td key="handling">
      <div class="two-lines">
        <Handling row={row} />
      </div>
    </td>
  ),
  [EMPLOYEES]: (row) => (
    <FigureCell
      key={EMPLOYEES}
      level={row.levels[EMPLOYEES]}
      text={number(row.numberofemployees)}
    />
  ),
  employeeChange30d: ({ employeeChange30d: growth }) => (
    <td
      key="change"
      class="figure change"
      {...(growth ? { title: words.value.values.change30(arrowed(growth.count)) } : {})}
    >
      {growth ? arrowedPercent(growth.percent) : "–"}
    </td>
  ),
  trend: ({ trend }) => (
    <td key="trend" class="figure">
      <Sparkline counts={trend} />
    </td>
  ),
  [LOGIN]: (row) => (
    <FigureCell key={LOGIN} level={row.levels[LOGIN]} text={loginText(row)} />
  ),
  ...(Object.fromEntries(
    PERCENTAGES.map((metric) => [
      metric,
      (row: CustomerRow) => (
        <FigureCell key={metric} level={row.levels[metric]} text={average(row, metric)} />
      ),
    ]),
  ) as Record<(typeof PERCENTAGES)[number], (row: CustomerRow) => ComponentChildren>),
  revenue: ({ revenue }) => (
    <td key="revenue" class="figure">
      {revenue ? money(revenue) : "–"}
    </td>
  ),
  owner: ({ owner }) => (
    <td key="owner" class="owner">
      <div class="two-lines">{ownerName(owner) ?? "–"}</div>
    </td>
  ),
};

/** Never, or unknown: without a level it is not certain that nobody logged in. */
function loginText(row: CustomerRow): ComponentChildren {
  if (row[LOGIN]) return <Ago at={row[LOGIN]} />;
  return row.levels[LOGIN] === "none" ? "–" : words.value.values.never;
}

interface FigureProps {
  level: CustomerRow["levels"][string] | undefined;
  text: ComponentChildren;
}

/** Marks a figure only if something is wrong: a column of ticks would say nothing. */
function FigureCell({ level = "none", text }: FigureProps) {
  const wrong = level === "critical" || level === "warning";
  return (
    <td class={`figure ${wrong ? level : ""}`}>
      {wrong && <LevelShape level={level} label={words.value.levels[level]} />}
      {text}
    </td>
  );
}

function average(row: CustomerRow, metric: Metric): string {
  const value = row.averages[metric];
  return value === undefined ? "–" : percent(value);
}

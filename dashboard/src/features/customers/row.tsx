import { EMPLOYEES, LOGIN, PERCENTAGES } from "../../api/metrics";
import type { CustomerRow, Metric } from "../../api/types";
import { ago, arrowed, fullDateTime, number, percent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { pathSegment } from "../../router";
import { now } from "../../ui/display/clock";
import { Level, LevelShape } from "../../ui/display/level";
import { ownerName } from "../../ui/records/person";
import { Sparkline } from "./sparkline";

interface RowProps {
  row: CustomerRow;
  index: number;
  trend: boolean;
}

export function CustomerTableRow({ row, index, trend }: RowProps) {
  const { values } = words.value;
  const login = row[LOGIN];
  const growth = row.employeeChange30d;
  return (
    <tr aria-rowindex={index + 2}>
      <td>
        <Level level={row.alertLevel} />
      </td>
      <th scope="row" title={row.email ? `${row.name}, ${row.email}` : row.name}>
        <a href={`/customers/${pathSegment(row.id)}`} data-row={row.id}>
          {row.name}
        </a>
        <span class="quiet">{row.email}</span>
      </th>
      <FigureCell level={row.levels[EMPLOYEES]} text={number(row.numberofemployees)} />
      <td class="figure change">{growth ? arrowed(growth.count) : "–"}</td>
      {trend && (
        <td class="figure">
          <Sparkline counts={row.trend} />
        </td>
      )}
      <FigureCell
        level={row.levels[LOGIN]}
        text={login ? ago(login, now.value) : values.never}
        {...(login ? { title: fullDateTime(login) } : {})}
      />
      {PERCENTAGES.map((metric) => (
        <FigureCell key={metric} level={row.levels[metric]} text={average(row, metric)} />
      ))}
      <td class="owner">{ownerName(row.owner) ?? "–"}</td>
    </tr>
  );
}

interface FigureProps {
  level: CustomerRow["levels"][string] | undefined;
  text: string;
  title?: string;
}

/** Marks a figure only if something is wrong: a column of ticks would say nothing. */
function FigureCell({ level = "none", text, title }: FigureProps) {
  const wrong = level === "critical" || level === "warning";
  return (
    <td class={`figure ${wrong ? level : ""}`} {...(title ? { title } : {})}>
      {wrong && <LevelShape level={level} label={words.value.levels[level]} />}
      {text}
    </td>
  );
}

function average(row: CustomerRow, metric: Metric): string {
  const value = row.averages[metric];
  return value === undefined ? "–" : percent(value);
}

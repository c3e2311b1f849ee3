import type { ComponentChildren } from "preact";
import { EMPLOYEES, LOGIN, PERCENTAGES } from "../../api/metrics";
import type { CustomerRow, Metric } from "../../api/types";
import { arrowed, number, percent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { pathSegment } from "../../router";
import { Level, LevelShape } from "../../ui/display/level";
import { Ago } from "../../ui/display/time";
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
        text={login ? <Ago at={login} /> : values.never}
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

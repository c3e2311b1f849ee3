/** The employees hired and archived, and their number by department. */

import { api, dataOf } from "../../../api/client";
import { EMPLOYEES } from "../../../api/metrics";
import { useResource } from "../../../api/resource";
import { date, number, signed, signedPercent } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Table } from "../../../ui/display/table";
import { Ago } from "../../../ui/display/time";
import { Loaded } from "../../../ui/feedback/loaded";
import { Origin } from "./origin";

function useEmployees(id: string) {
  return useResource(`drill ${id} ${EMPLOYEES}`, () =>
    dataOf(
      api.GET("/customers/{company_id}/metrics/numberofemployees", {
        params: { path: { company_id: id } },
      }),
    ),
  );
}

type EmployeeData = NonNullable<ReturnType<typeof useEmployees>["data"]["value"]>;
type Movements = EmployeeData["hired"];

export function EmployeeDetails({ id }: { id: string }) {
  const { drillDown: t, metrics, values } = words.value;
  return (
    <Loaded of={useEmployees(id)} lines={10}>
      {(data) => (
        <div class="columns">
          <section class="box wide figures">
            <div>
              <strong>{number(data.count)}</strong>
              <span class="quiet">{metrics[EMPLOYEES].name}</span>
            </div>
            <span class="quiet">
              {data.change
                ? values.change30(
                    `${signed(data.change.count)} (${signedPercent(data.change.percent)})`,
                  )
                : values.noChange}
            </span>
            <span class="quiet">{t.since(date(data.since))}</span>
            <Origin {...data} />
          </section>
          <MovementTable title={t.hired} moves={data.hired} />
          <MovementTable title={t.archived} moves={data.archived} />
          {data.departments.length > 0 && <DepartmentTable departments={data.departments} />}
        </div>
      )}
    </Loaded>
  );
}

function MovementTable({ title, moves }: { title: string; moves: Movements }) {
  const { drillDown: t } = words.value;
  return (
    <section class="box">
      <h2>
        {title} <span class="quiet">{number(moves.length)}</span>
      </h2>
      {moves.length === 0 && <p class="quiet">{t.noMovements}</p>}
      <table class="rows tight">
        <tbody>
          {moves.map((move) => (
            <tr key={`${move.id} ${move.at}`}>
              <th scope="row">{move.name ?? move.id}</th>
              <td class="quiet">{move.department ?? move.departmentId ?? t.noDepartment}</td>
              <td class="figure quiet">
                <Ago at={move.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function DepartmentTable({ departments }: { departments: EmployeeData["departments"] }) {
  const { drillDown: t } = words.value;
  return (
    <section class="box">
      <h2>{t.departments}</h2>
      <Table
        tight
        label={t.departments}
        rows={departments}
        keyOf={({ id }) => id ?? ""}
        columns={[
          { title: t.department, show: ({ id, name }) => name ?? id ?? t.noDepartment },
          { title: t.hired, kind: "figure", show: ({ hired }) => number(hired) },
          { title: t.archived, kind: "figure", show: ({ archived }) => number(archived) },
        ]}
      />
    </section>
  );
}

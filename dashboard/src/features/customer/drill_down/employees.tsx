/** Who was hired and who was archived, by department. */

import { api, dataOf } from "../../../api/client";
import { EMPLOYEES } from "../../../api/metrics";
import { signed, date, number } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Loaded } from "../../../ui/feedback/loaded";
import { Empty } from "../../../ui/feedback/placeholder";
import { Ago } from "../../../ui/display/time";
import { useResource } from "../../../api/resource";

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
      {(of) => (
        <div class="columns">
          <section class="box wide figures">
            <div>
              <strong>{number(of.count)}</strong>
              <span class="quiet">{metrics[EMPLOYEES].name}</span>
            </div>
            <span class="quiet">
              {of.change
                ? values.change30(`${signed(of.change.count)} (${signed(of.change.percent)} %)`)
                : values.noChange}
            </span>
            <span class="quiet">{t.since(date(of.since))}</span>
          </section>
          <MovementTable title={t.hired} moves={of.hired} />
          <MovementTable title={t.archived} moves={of.archived} />
          {of.departments.length > 0 && <DepartmentTable departments={of.departments} />}
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
      {moves.length === 0 && <Empty title={t.noMovements} hint={t.noMovementsHint} />}
      <table class="rows tight">
        <tbody>
          {moves.map((one) => (
            <tr key={`${one.id} ${one.at}`}>
              <th scope="row">{one.name ?? one.id}</th>
              <td class="quiet">{one.department ?? one.departmentId ?? t.noDepartment}</td>
              <td class="figure quiet">
                <Ago at={one.at} />
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
      <table class="rows tight">
        <thead>
          <tr>
            <th scope="col">{t.department}</th>
            <th scope="col" class="figure">
              {t.hired}
            </th>
            <th scope="col" class="figure">
              {t.archived}
            </th>
          </tr>
        </thead>
        <tbody>
          {departments.map((one) => (
            <tr key={one.id ?? ""}>
              <th scope="row">{one.name ?? one.id ?? t.noDepartment}</th>
              <td class="figure">{number(one.hired)}</td>
              <td class="figure">{number(one.archived)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

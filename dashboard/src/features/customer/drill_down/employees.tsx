/** Who was hired and who was archived, by department. */

import { api, body } from "../../../api/client";
import { EMPLOYEES } from "../../../api/metrics";
import { change, date, number } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Loaded } from "../../../ui/feedback/loaded";
import { Empty } from "../../../ui/feedback/placeholder";
import { Ago } from "../../../ui/display/time";
import { useResource } from "../../../api/resource";

function useEmployees(id: string) {
  return useResource(`drill ${id} ${EMPLOYEES}`, () =>
    body(
      api.GET("/customers/{company_id}/metrics/numberofemployees", {
        params: { path: { company_id: id } },
      }),
    ),
  );
}

type Found = NonNullable<ReturnType<typeof useEmployees>["data"]["value"]>;
type Moves = Found["hired"];

export function Employees({ id }: { id: string }) {
  const { drill: t, metrics, values } = words.value;
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
                ? values.change30(`${change(of.change.count)} (${change(of.change.percent)} %)`)
                : values.noChange}
            </span>
            <span class="quiet">{t.since(date(of.since))}</span>
          </section>
          <MoveList title={t.hired} moves={of.hired} />
          <MoveList title={t.archived} moves={of.archived} />
          {of.departments.length > 0 && <Departments departments={of.departments} />}
        </div>
      )}
    </Loaded>
  );
}

function MoveList({ title, moves }: { title: string; moves: Moves }) {
  const { drill: t } = words.value;
  return (
    <section class="box">
      <h2>
        {title} <span class="quiet">{number(moves.length)}</span>
      </h2>
      {moves.length === 0 && <Empty title={t.nobodyMoved} hint={t.nobodyMovedHint} />}
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

function Departments({ departments }: { departments: Found["departments"] }) {
  const { drill: t } = words.value;
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

/** Who is moving: the customers that got worse and better most in the last 7 days. */

import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";
import type { Mover, Movers as Found } from "../../api/types";
import { date, number } from "../../i18n/format";
import { language, words } from "../../i18n/language";
import { pathSegment } from "../../router";
import { Level } from "../../ui/display/level";
import { Table } from "../../ui/display/table";
import { Loaded } from "../../ui/feedback/loaded";
import { Empty } from "../../ui/feedback/placeholder";

export function Movers() {
  const movers = useResource("movers", () => dataOf(api.GET("/movers")));
  return (
    <Loaded of={movers} lines={8}>
      {(found) => <MoversFound found={found} />}
    </Loaded>
  );
}

function MoversFound({ found }: { found: Found }) {
  const { movers: t } = words.value;
  if (!found.compared) return <Empty title={t.noRun} hint={t.noRunHint} />;
  const period = t.period(date(found.first), date(found.last), number(found.compared));
  return (
    <>
      <p class="quiet">
        {period} {t.estimate}
      </p>
      <MoverTable title={t.worse(number(found.totalWorse))} movers={found.worse} />
      <MoverTable title={t.better(number(found.totalBetter))} movers={found.better} />
    </>
  );
}

function MoverTable({ title, movers }: { title: string; movers: readonly Mover[] }) {
  const { movers: t, list } = words.value;
  return (
    <section class="box">
      <h2>{title}</h2>
      {movers.length === 0 ? (
        <p class="quiet">{t.nobody}</p>
      ) : (
        <Table
          label={title}
          rows={movers}
          keyOf={({ id }) => id}
          columns={[
            {
              title: list.customer,
              show: ({ id, name }) => <a href={`/customers/${pathSegment(id)}`}>{name}</a>,
            },
            { title: t.was, show: ({ was }) => <Level level={was} /> },
            { title: t.now, show: ({ level }) => <Level level={level} /> },
            {
              title: t.why,
              kind: "sentence",
              show: ({ moves }) =>
                moves.map(({ metric, text }) => <div key={metric}>{text[language.value]}</div>),
            },
          ]}
        />
      )}
    </section>
  );
}

/** The daily runs of two weeks. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import type { Run } from "../../api/types";
import { date, number, oneDecimal } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Dialog } from "../../ui/controls/dialog";
import { Form } from "../../ui/controls/form";
import { Loaded } from "../../ui/feedback/loaded";
import { Empty } from "../../ui/feedback/placeholder";
import { Ago } from "../../ui/display/time";
import { showToast } from "../../ui/feedback/toast";
import { refresh } from "../../api/refresh";
import { useResource } from "../../api/resource";
import { may } from "../../session/session";

export function Runs() {
  const { operations: t } = words.value;
  const runs = useResource("runs", () => dataOf(api.GET("/runs")));
  return (
    <section class="box">
      <Loaded of={runs} lines={8}>
        {({ runs: found }) =>
          found.length ? <RunTable runs={found} /> : <Empty title={t.noRuns} hint={t.noRunsHint} />
        }
      </Loaded>
    </section>
  );
}

function RunTable({ runs }: { runs: readonly Run[] }) {
  const { operations: t, common } = words.value;
  const again = useSignal<Run | null>(null);
  const failed = useSignal<Run | null>(null);
  const figures = [t.companies, t.done, t.failed, t.repaired, t.duration, t.bytesRead];
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={t.runs}>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{t.date}</th>
            <th scope="col">{t.state}</th>
            {figures.map((name) => (
              <th key={name} scope="col" class="figure">
                {name}
              </th>
            ))}
            {may("admin") && <td aria-label={common.menu} />}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Line
              key={run.runDate}
              run={run}
              onAgain={() => (again.value = run)}
              onFailed={() => (failed.value = run)}
            />
          ))}
        </tbody>
      </table>
      {again.value && <RerunForm run={again.value} onClose={() => (again.value = null)} />}
      {failed.value && <RunFailures run={failed.value} onClose={() => (failed.value = null)} />}
    </div>
  );
}

interface LineProps {
  run: Run;
  onAgain: () => void;
  onFailed: () => void;
}

function Line({ run, onAgain, onFailed }: LineProps) {
  const { operations: t } = words.value;
  const count = (value: number | null | undefined) => (value == null ? "–" : number(value));
  return (
    <tr>
      <th scope="row">
        {date(run.runDate)}{" "}
        {run.madeUpBy && <span class="quiet">{t.caughtUpBy(date(run.madeUpBy))}</span>}
      </th>
      <td>
        {run.state === "complete" ? t.complete : t.running}{" "}
        <span class="quiet">
          <Ago at={run.finishedAt ?? run.startedAt} />
        </span>
      </td>
      <td class="figure">{number(run.companies)}</td>
      <td class="figure">{count(run.done)}</td>
      <td class="figure">
        {run.failed ? (
          <button type="button" class="link critical" onClick={onFailed}>
            {number(run.failed)}
          </button>
        ) : (
          count(run.failed)
        )}
      </td>
      <td class="figure">{count(run.repaired)}</td>
      <td class="figure">{duration(run)}</td>
      <td class="figure">{run.bytesRead == null ? "–" : t.megabytes(oneDecimal(run.bytesRead / 1e6))}</td>
      {may("admin") && (
        <td class="acts">
          <button type="button" class="small" onClick={onAgain}>
            {t.runAgain}
          </button>
        </td>
      )}
    </tr>
  );
}

function duration(run: Run): string {
  if (!run.finishedAt) return "–";
  const seconds = (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000;
  const { operations: t } = words.value;
  return seconds < 90 ? t.seconds(oneDecimal(seconds)) : t.minutes(oneDecimal(seconds / 60));
}

function RerunForm({ run, onClose }: { run: Run; onClose: () => void }) {
  const { operations: t } = words.value;
  return (
    <Form
      title={t.runAgainTitle(date(run.runDate))}
      lead={t.runAgainLead}
      submitLabel={t.runAgain}
      onClose={onClose}
      onSend={async () => {
        const path = { run_date: run.runDate };
        await dataOf(api.POST("/runs/{run_date}", { params: { path } }));
        refresh();
        showToast(t.started);
      }}
    />
  );
}

function RunFailures({ run, onClose }: { run: Run; onClose: () => void }) {
  const { operations: t } = words.value;
  const detail = useResource(`run ${run.runDate}`, () =>
    dataOf(api.GET("/runs/{run_date}", { params: { path: { run_date: run.runDate } } })),
  );
  return (
    <Dialog title={t.failures} onClose={onClose} wide>
      <Loaded of={detail}>
        {({ failures }) => (
          <dl class="facts">
            {Object.entries(failures).map(([company, why]) => (
              <>
                <dt key={company}>{company}</dt>
                <dd>{why}</dd>
              </>
            ))}
          </dl>
        )}
      </Loaded>
    </Dialog>
  );
}

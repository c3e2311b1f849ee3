/** The daily runs of the last two weeks. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import { lastRun } from "../../api/customers";
import { refresh } from "../../api/refresh";
import { useResource } from "../../api/resource";
import type { FailureKind, Run } from "../../api/types";
import { date, dateTime, number, oneDecimal } from "../../i18n/format";
import { words } from "../../i18n/language";
import { may } from "../../session/session";
import { Dialog } from "../../ui/controls/dialog";
import { Form } from "../../ui/controls/form";
import { Facts } from "../../ui/display/facts";
import { type Column, Table } from "../../ui/display/table";
import { Ago, DateOnly } from "../../ui/display/time";
import { Loaded } from "../../ui/feedback/loaded";
import { Empty } from "../../ui/feedback/placeholder";
import { showToast } from "../../ui/feedback/toast";

export function Runs() {
  const runs = useResource("runs", () => dataOf(api.GET("/runs")));
  return (
    <section class="box">
      <Loaded of={runs} lines={8}>
        {({ runs: found }) => (found.length ? <RunTable runs={found} /> : <NoRuns />)}
      </Loaded>
    </section>
  );
}

function NoRuns() {
  const { operations: t } = words.value;
  const last = lastRun.value;
  return <Empty title={t.noRuns} hint={last ? t.lastRunAt(dateTime(last)) : t.noRunsHint} />;
}

function RunTable({ runs }: { runs: readonly Run[] }) {
  const { operations: t, common } = words.value;
  const rerun = useSignal<Run | null>(null);
  const failed = useSignal<Run | null>(null);
  const figure = (title: string, show: Column<Run>["show"]): Column<Run> => ({
    title,
    kind: "figure",
    show,
  });
  const rerunColumn: Column<Run> = {
    title: common.menu,
    kind: "acts",
    show: (run) => (
      <button type="button" class="small" onClick={() => (rerun.value = run)}>
        {t.runAgain}
      </button>
    ),
  };
  return (
    <>
      <Table
        label={t.runs}
        rows={runs}
        keyOf={({ runDate }) => runDate}
        columns={[
          { title: t.date, show: (run) => <RunDate run={run} /> },
          { title: t.state, show: (run) => <RunState run={run} /> },
          figure(t.companies, (run) => number(run.companies)),
          figure(t.done, (run) => count(run.done)),
          figure(t.failed, (run) =>
            run.failed ? (
              <button type="button" class="link critical" onClick={() => (failed.value = run)}>
                {number(run.failed)}
              </button>
            ) : (
              count(run.failed)
            ),
          ),
          figure(t.repaired, (run) => count(run.repaired)),
          figure(t.duration, duration),
          figure(t.bytesRead, (run) =>
            run.bytesRead == null ? "–" : t.megabytes(oneDecimal(run.bytesRead / 1e6)),
          ),
          figure(t.price, (run) => (run.cents == null ? "–" : t.cents(oneDecimal(run.cents)))),
          ...(may("admin") ? [rerunColumn] : []),
        ]}
      />
      {rerun.value && <RerunForm run={rerun.value} onClose={() => (rerun.value = null)} />}
      {failed.value && <RunFailures run={failed.value} onClose={() => (failed.value = null)} />}
    </>
  );
}

function RunDate({ run }: { run: Run }) {
  const { operations: t } = words.value;
  return (
    <>
      <DateOnly day={run.runDate} />{" "}
      {run.madeUpBy && <span class="quiet">{t.caughtUpBy(date(run.madeUpBy))}</span>}
    </>
  );
}

function RunState({ run }: { run: Run }) {
  const { operations: t } = words.value;
  return (
    <>
      {run.state === "complete" ? t.complete : t.running}{" "}
      <span class="quiet">
        <Ago at={run.finishedAt ?? run.startedAt} />
      </span>
    </>
  );
}

function count(value: number | null | undefined): string {
  return value == null ? "–" : number(value);
}

function duration(run: Run): string {
  if (!run.finishedAt) return "–";
  const seconds = (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000;
  const { operations: t } = words.value;
  return seconds < 90 ? t.seconds(oneDecimal(seconds)) : t.minutes(oneDecimal(seconds / 60));
}

interface RunDialogProps {
  run: Run;
  onClose: () => void;
}

function RerunForm({ run, onClose }: RunDialogProps) {
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

function RunFailures({ run, onClose }: RunDialogProps) {
  const { operations: t } = words.value;
  const detail = useResource(`run ${run.runDate}`, () =>
    dataOf(api.GET("/runs/{run_date}", { params: { path: { run_date: run.runDate } } })),
  );
  return (
    <Dialog title={t.failures} onClose={onClose} wide>
      <Loaded of={detail}>
        {({ failures, failureKinds }) => (
          <Facts
            of={Object.entries(failures).map(([id, why]) => [
              id,
              <Failure key={id} kind={failureKinds[id] ?? "other"} why={why} />,
            ])}
          />
        )}
      </Loaded>
    </Dialog>
  );
}

/** The program's own sentence is for support, and is shown on demand. */
function Failure({ kind, why }: { kind: FailureKind; why: string }) {
  const { operations: t } = words.value;
  return (
    <>
      {t.failureKinds[kind]}
      <details class="quiet">
        <summary>{t.forSupport}</summary>
        <code lang="en">{why}</code>
      </details>
    </>
  );
}

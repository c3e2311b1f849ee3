/** Who asked for what in a quarter, what became of it, and who decided. */

import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";
import type { AgentPattern } from "../../api/types";
import { money, number, shortPercent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Table } from "../../ui/display/table";
import { Loaded } from "../../ui/feedback/loaded";
import { Empty } from "../../ui/feedback/placeholder";
import { chosenPeriod, Period } from "./period";
import "./reports.css";

const STEPS = [
  "requested",
  "approved",
  "rejected",
  "withdrawn",
  "expired",
  "done",
  "failed",
] as const;

export function Agents() {
  const { reports: t } = words.value;
  const quarter = chosenPeriod("quarter");
  const report = useResource(`agents ${quarter}`, () =>
    dataOf(api.GET("/reports/agents", { params: { query: { quarter } } })),
  );
  return (
    <>
      <Period unit="quarter" period={quarter} report="agents" />
      <Loaded of={report} lines={8}>
        {({ agents }) =>
          agents.length ? (
            <>
              {agents.map((agent) => (
                <AgentBox key={agent.agent} agent={agent} />
              ))}
            </>
          ) : (
            <Empty title={t.nobodyAsked} hint={t.nobodyAskedHint} />
          )
        }
      </Loaded>
    </>
  );
}

function AgentBox({ agent }: { agent: AgentPattern }) {
  const { reports: t, actions, approvals } = words.value;
  const { approvalRate, approvers } = agent;
  return (
    <section class="box">
      <header>
        <h2>{agent.agent}</h2>
        <span class="quiet">
          {t.requests(number(agent.requested), agent.requested === 1)}
          {approvalRate !== undefined && ` · ${t.approvalRate(shortPercent(100 * approvalRate))}`}
        </span>
      </header>
      <Table
        label={agent.agent}
        tight
        rows={agent.kinds}
        keyOf={({ kind }) => kind}
        columns={[
          { title: t.kind, show: ({ kind }) => actions.kinds[kind] },
          ...STEPS.map((step) => ({
            title: approvals.stepKinds[step] ?? step,
            kind: "figure" as const,
            show: (kind: AgentPattern["kinds"][number]) => number(kind[step]),
          })),
          {
            title: t.given,
            kind: "figure",
            show: ({ amounts }) => amounts.map(money).join(" · ") || "–",
          },
        ]}
      />
      {approvers.length > 0 && (
        <p class="quiet">
          {t.decidedBy}
          {approvers
            .map(({ approver, approved, rejected }) =>
              t.decisions(approver, number(approved), number(rejected)),
            )
            .join("; ")}
        </p>
      )}
    </section>
  );
}

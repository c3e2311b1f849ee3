import type { SectionData } from "../../api/context";
import { useSignal } from "@preact/signals";
import { api, body } from "../../api/client";
import { date, number, roughly, short } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Facts } from "../../ui/display/facts";
import { usePages } from "../../ui/feedback/paged_list";
import { ticketLine, ticketState } from "../../ui/records/ticket";
import { WholeList } from "./record_list";

export function Support({ id, support }: { id: string; support: SectionData<"support"> }) {
  const { context: t } = words.value;
  const all = useSignal(false);
  const { tickets, ticketsBefore, trend, resolutionHours, satisfaction, ratings, last } = support;
  return (
    <>
      <Facts
        of={[
          [t.tickets, `${number(tickets)} · ${t.before(number(ticketsBefore))} · ${t.trends[trend]}`],
          [
            t.open,
            support.open.length ? (
              <ul>
                {support.open.map((ticket) => (
                  <li key={ticket.id}>{ticketLine(ticket)}</li>
                ))}
              </ul>
            ) : (
              "0"
            ),
          ],
          [t.resolution, resolutionHours !== undefined && t.hours(short(resolutionHours))],
          [
            t.satisfaction,
            satisfaction !== undefined && t.outOf5(short(satisfaction), number(ratings)),
          ],
          [
            t.escalated,
            `${number(support.escalated)}${
              support.escalationRate === undefined ? "" : ` (${roughly(support.escalationRate)})`
            }`,
          ],
          [t.lastTicket, last && ticketLine(last)],
        ]}
      />
      <button type="button" class="link" onClick={() => (all.value = true)}>
        {t.allTickets}
      </button>
      {all.value && <Tickets id={id} onClose={() => (all.value = false)} />}
    </>
  );
}

function Tickets({ id, onClose }: { id: string; onClose: () => void }) {
  const { context: t, actions } = words.value;
  const pages = usePages(`tickets ${id}`, async (cursor) => {
    const { tickets, next } = await body(
      api.GET("/customers/{company_id}/tickets", {
        params: { path: { company_id: id }, query: cursor },
      }),
    );
    return { items: tickets, next };
  });
  return (
    <WholeList
      title={t.allTickets}
      pages={pages}
      columns={[
        { title: t.number, show: (one) => `#${one.id}` },
        {
          title: t.subject,
          show: (one) => (
            <>
              {one.subject} {one.escalated && <span class="tag">{t.isEscalated}</span>}
            </>
          ),
        },
        { title: t.priority, show: (one) => one.priority && actions.priorities[one.priority] },
        { title: t.state, show: (one) => ticketState(one) },
        { title: t.created, show: (one) => date(one.createdAt) },
      ]}
      onClose={onClose}
    />
  );
}

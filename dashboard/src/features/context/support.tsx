import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import type { SectionData } from "../../api/customer/context";
import { date, number, oneDecimal, shortPercent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Facts } from "../../ui/display/facts";
import { usePages } from "../../ui/feedback/paged_list";
import { RecordLink } from "../../ui/records/record_link";
import { ticketState } from "../../ui/records/ticket";
import { TicketLink } from "../../ui/records/ticket_link";
import { TicketList } from "./open_tickets";
import { RecordListDialog } from "./record_list";

export function Support({ id, support }: { id: string; support: SectionData<"support"> }) {
  const { context: t } = words.value;
  const listOpen = useSignal(false);
  const { tickets, ticketsBefore, trend, resolutionHours, satisfaction, ratings, last } = support;
  return (
    <>
      <Facts
        of={[
          [
            t.tickets,
            `${number(tickets)} · ${t.yearBefore(number(ticketsBefore))} · ${t.trends[trend]}`,
          ],
          [
            t.open,
            support.open.length ? <TicketList tickets={support.open} /> : "0",
          ],
          [t.resolution, resolutionHours !== undefined && t.hours(oneDecimal(resolutionHours))],
          [
            t.satisfaction,
            satisfaction !== undefined && t.outOf5(oneDecimal(satisfaction), number(ratings)),
          ],
          [
            t.escalated,
            `${number(support.escalated)}${
              support.escalationRate === undefined
                ? ""
                : ` (${shortPercent(support.escalationRate)})`
            }`,
          ],
          [t.lastTicket, last && <TicketLink ticket={last} />],
        ]}
      />
      <button type="button" class="link" onClick={() => (listOpen.value = true)}>
        {t.allTickets}
      </button>
      {listOpen.value && <TicketDialog id={id} onClose={() => (listOpen.value = false)} />}
    </>
  );
}

function TicketDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { context: t, actions } = words.value;
  const pages = usePages(`tickets ${id}`, async (cursor) => {
    const { tickets, next } = await dataOf(
      api.GET("/customers/{company_id}/tickets", {
        params: { path: { company_id: id }, query: cursor },
      }),
    );
    return { items: tickets, next };
  });
  return (
    <RecordListDialog
      title={t.allTickets}
      pages={pages}
      columns={[
        {
          title: t.number,
          show: ({ id, url }) => <RecordLink url={url} system="Zendesk">{`#${id}`}</RecordLink>,
        },
        {
          title: t.subject,
          show: (ticket) => (
            <>
              {ticket.subject} {ticket.escalated && <span class="tag">{t.escalatedTag}</span>}
            </>
          ),
        },
        {
          title: t.priority,
          show: (ticket) => ticket.priority && actions.priorities[ticket.priority],
        },
        { title: t.state, show: (ticket) => ticketState(ticket) },
        { title: t.created, show: (ticket) => date(ticket.createdAt) },
      ]}
      onClose={onClose}
    />
  );
}

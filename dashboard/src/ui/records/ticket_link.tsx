import { RecordLink } from "./record_link";
import { type Ticket, ticketLine } from "./ticket";

export function TicketLink({ ticket }: { ticket: Ticket }) {
  return (
    <RecordLink url={ticket.url} system="Zendesk">
      {ticketLine(ticket)}
    </RecordLink>
  );
}

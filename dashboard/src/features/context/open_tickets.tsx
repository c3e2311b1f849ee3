/** A customer's open tickets, in short: for the first page that shows the customer. */

import type { SectionData } from "../../api/customer/context";
import { words } from "../../i18n/language";
import { TicketLink } from "../../ui/records/ticket_link";
import "./context.css";
import { SectionBox } from "./section";

export default function OpenTickets({ id }: { id: string }) {
  const { context: t } = words.value;
  return (
    <SectionBox
      id={id}
      name="support"
      title={t.openTickets}
      show={({ open }) =>
        open.length ? <TicketList tickets={open} /> : <p class="quiet">{t.noOpenTickets}</p>
      }
    />
  );
}

export function TicketList({ tickets }: { tickets: SectionData<"support">["open"] }) {
  return (
    <ul class="tickets">
      {tickets.map((ticket) => (
        <li key={ticket.id}>
          <TicketLink ticket={ticket} />
        </li>
      ))}
    </ul>
  );
}

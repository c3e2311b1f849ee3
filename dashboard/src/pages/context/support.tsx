import { useSignal } from "@preact/signals";
import { api, body } from "../../api/client";
import { date, number, roughly, short } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Dialog } from "../../parts/dialog";
import { Facts } from "../../parts/facts";
import { More, usePages } from "../../parts/more";
import { resolution } from "../../parts/resolution";
import { Loaded } from "../../parts/state";
import type { SectionData } from "./section";

type Ticket = SectionData<"support">["open"][number];

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
                  <li key={ticket.id}>{line(ticket)}</li>
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
          [t.lastTicket, last && line(last)],
        ]}
      />
      <button type="button" class="link" onClick={() => (all.value = true)}>
        {t.allTickets}
      </button>
      {all.value && <Tickets id={id} onClose={() => (all.value = false)} />}
    </>
  );
}

function line(ticket: Ticket): string {
  const { actions } = words.value;
  const { id, subject, priority, createdAt, solvedAt } = ticket;
  const state = solvedAt ? `${date(solvedAt)}, ${stateOf(ticket)}` : date(createdAt);
  const parts = [`#${id} ${subject}`, priority && actions.priorities[priority], state];
  return parts.filter(Boolean).join(" · ");
}

function stateOf({ state, createdAt, solvedAt, satisfaction }: Ticket): string {
  const hours = solvedAt && (Date.parse(solvedAt) - Date.parse(createdAt)) / 3_600_000;
  const how = hours ? resolution({ hours, rating: satisfaction }) : "";
  return words.value.context.states[state] + how;
}

function Tickets({ id, onClose }: { id: string; onClose: () => void }) {
  const { context: t, actions } = words.value;
  const pages = usePages(`tickets ${id}`, async (cursor) => {
    const { tickets, next } = await body(
      api.GET("/customers/{company_id}/tickets", {
        params: { path: { company_id: id }, query: cursor ? { cursor } : {} },
      }),
    );
    return { items: tickets, next };
  });
  return (
    <Dialog title={t.allTickets} onClose={onClose} wide>
      <Loaded of={pages.first} lines={8}>
        {() => (
          <div class="scrolls" tabIndex={0} role="region" aria-label={t.allTickets}>
            <table class="rows">
              <thead>
                <tr>
                  <th scope="col">{t.number}</th>
                  <th scope="col">{t.subject}</th>
                  <th scope="col">{t.priority}</th>
                  <th scope="col">{t.state}</th>
                  <th scope="col">{t.created}</th>
                </tr>
              </thead>
              <tbody>
                {pages.items.map((one) => (
                  <tr key={one.id}>
                    <th scope="row">#{one.id}</th>
                    <td>
                      {one.subject} {one.escalated && <span class="tag">{t.escalated}</span>}
                    </td>
                    <td>{one.priority && actions.priorities[one.priority]}</td>
                    <td>{stateOf(one)}</td>
                    <td>{date(one.createdAt)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
      <More pages={pages} />
    </Dialog>
  );
}

/** Everything known about a customer. Each section shows as soon as its source has answered. */

import type { ComponentType } from "preact";
import type { SectionName } from "../../api/customer/context";
import type { CustomerDetail } from "../../api/types";
import { words } from "../../i18n/language";
import { Events } from "../../ui/records/events";
import { Account } from "./account";
import { Billing } from "./billing";
import { Contact } from "./contact";
import "./context.css";
import { Flags, Score } from "./score";
import { SectionBox } from "./section";
import { Summary, type SummaryProps } from "./summary";
import { Support } from "./support";
import { Usage } from "./usage";

const EVENTS = 12;

interface ContextTabProps {
  customer: CustomerDetail;
  ActionMenu: SummaryProps["ActionMenu"];
  PastActions: ComponentType<{ id: string }>;
}

export function ContextTab({ customer, ActionMenu, PastActions }: ContextTabProps) {
  const { id } = customer;
  const box = <N extends SectionName>(
    name: N,
    show: Parameters<typeof SectionBox<N>>[0]["show"],
  ) => <SectionBox id={id} name={name} show={show} />;
  return (
    <>
      <Summary id={id} ActionMenu={ActionMenu} />
      <div class="context">
        <div class="stack">
          {box("health", (data) => (
            <Score health={data} />
          ))}
          {box("flags", (data) => (
            <Flags flags={data.flags} />
          ))}
          {box("account", (data) => (
            <Account account={data} />
          ))}
          {box("contact", (data) => (
            <Contact contact={data} />
          ))}
        </div>
        <div class="stack">
          {box("billing", (data) => (
            <Billing id={id} billing={data} />
          ))}
          {box("support", (data) => (
            <Support id={id} support={data} />
          ))}
          {box("usage", (data) => (
            <Usage usage={data} />
          ))}
        </div>
        <div class="stack">
          <PastActions id={id} />
          {box("timeline", (data) => (
            <>
              <Events events={data.events.slice(0, EVENTS)} />
              <a class="all" href="?tab=timeline">
                {words.value.customer.allActivity}
              </a>
            </>
          ))}
        </div>
      </div>
    </>
  );
}

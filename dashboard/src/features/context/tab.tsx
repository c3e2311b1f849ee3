/** All that is known of a customer, section by section, each as soon as its source has answered. */

import type { CustomerDetail } from "../../api/types";
import { words } from "../../i18n/language";
import { Account } from "./account";
import { Billing } from "./billing";
import { PastActions } from "../actions/past_actions";
import { Flags, Score } from "./score";
import { Contact } from "./contact";
import { SectionBox, type SectionName } from "./section";
import { Summary } from "./summary";
import { Support } from "./support";
import { Usage } from "./usage";
import { Events } from "../../ui/records/events";

const EVENTS = 12;

export default function Context({ customer }: { customer: CustomerDetail }) {
  const { id } = customer;
  const box = <N extends SectionName>(name: N, show: Parameters<typeof SectionBox<N>>[0]["show"]) => (
    <SectionBox id={id} name={name} show={show} />
  );
  return (
    <>
      <Summary id={id} />
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

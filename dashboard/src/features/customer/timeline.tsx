/** Ninety days of events: the last few beside the figures, all on their own tab. */

import { api, body } from "../../api/client";
import { words } from "../../i18n/language";
import { More, usePages } from "../../ui/feedback/paged_list";
import { Empty, Loaded } from "../../ui/feedback/loaded";
import { useResource } from "../../api/resource";
import { Events } from "../../ui/records/events";

const RECENT = 8;

function ask(id: string, limit: number, cursor: string) {
  return body(
    api.GET("/customers/{company_id}/timeline", {
      params: { path: { company_id: id }, query: { limit, ...(cursor ? { cursor } : {}) } },
    }),
  );
}

function NoEvents() {
  const { timeline: t } = words.value;
  return <Empty title={t.empty} hint={t.emptyHint} />;
}

export function Recent({ id }: { id: string }) {
  const timeline = useResource(`recent ${id}`, () => ask(id, RECENT, ""));
  return (
    <Loaded of={timeline} lines={6}>
      {({ events }) => (events.length ? <Events events={events} /> : <NoEvents />)}
    </Loaded>
  );
}

export function Timeline({ id }: { id: string }) {
  const pages = usePages(`timeline ${id}`, async (cursor) => {
    const { events, next, total } = await ask(id, 50, cursor);
    return { items: events, next, total };
  });
  return (
    <Loaded of={pages.first} lines={8}>
      {() => (
        <section class="box">
          {pages.items.length ? <Events events={pages.items} /> : <NoEvents />}
          <More pages={pages} />
        </section>
      )}
    </Loaded>
  );
}

/** Ninety days of events: the last few beside the figures, all on their own tab. */

import { api, dataOf } from "../../api/client";
import { words } from "../../i18n/language";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Loaded } from "../../ui/feedback/loaded";
import { Empty } from "../../ui/feedback/placeholder";
import { useResource } from "../../api/resource";
import { Events } from "../../ui/records/events";

const RECENT = 8;

function fetchEvents(id: string, page: { limit: number; cursor?: string }) {
  return dataOf(
    api.GET("/customers/{company_id}/timeline", {
      params: { path: { company_id: id }, query: page },
    }),
  );
}

function NoEvents() {
  const { timeline: t } = words.value;
  return <Empty title={t.empty} hint={t.emptyHint} />;
}

export function RecentEvents({ id }: { id: string }) {
  const timeline = useResource(`recent ${id}`, () => fetchEvents(id, { limit: RECENT }));
  return (
    <Loaded of={timeline} lines={6}>
      {({ events }) => (events.length ? <Events events={events} /> : <NoEvents />)}
    </Loaded>
  );
}

export function Timeline({ id }: { id: string }) {
  const pages = usePages(`timeline ${id}`, async (cursor) => {
    const { events, next, total } = await fetchEvents(id, { limit: 50, ...cursor });
    return { items: events, next, total };
  });
  return (
    <section class="box">
      <PagedList pages={pages} lines={8} empty={<NoEvents />}>
        {(events) => <Events events={events} />}
      </PagedList>
    </section>
  );
}

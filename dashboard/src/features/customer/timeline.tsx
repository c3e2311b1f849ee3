/** The events of 90 days: the newest beside the figures, all of them on the tab "Timeline". */

import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";
import { words } from "../../i18n/language";
import { Loaded } from "../../ui/feedback/loaded";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Empty } from "../../ui/feedback/placeholder";
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

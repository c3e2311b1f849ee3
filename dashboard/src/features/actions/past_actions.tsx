/** What has been asked for and done for a customer. */

import { useEffect, useRef } from "preact/hooks";
import { api, dataOf } from "../../api/client";
import { refresh } from "../../api/refresh";
import type { QuickAction } from "../../api/types";
import { words } from "../../i18n/language";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Empty } from "../../ui/feedback/placeholder";
import { ActionCard } from "./action_card";

/** What ends by itself within seconds. */
const UNFINISHED: readonly QuickAction["state"][] = ["approved", "executing"];
const POLL_MS = 2_000;

export function PastActions({ id }: { id: string }) {
  const { actions: t } = words.value;
  const pages = usePages(`actions ${id}`, async (cursor) => {
    const { actions, next, total } = await dataOf(
      api.GET("/customers/{company_id}/actions", {
        params: { path: { company_id: id }, query: { limit: 10, ...cursor } },
      }),
    );
    return { items: actions, next, total };
  });
  const underWay = pages.items.some(({ state }) => UNFINISHED.includes(state));
  useEffect(() => {
    if (!underWay) return;
    const again = setInterval(() => void pages.first.reload(), POLL_MS);
    return () => clearInterval(again);
  }, [underWay, pages.first]);
  const before = useRef(new Map<string, string>());
  useEffect(() => {
    const moved = pages.items.some(({ id, state }) => (before.current.get(id) ?? state) !== state);
    before.current = new Map(pages.items.map(({ id, state }) => [id, state]));
    // What it changed is shown elsewhere on the page, and may have been asked for just before.
    if (moved) refresh();
  }, [pages.items]);
  return (
    <section class="box" aria-labelledby="past-actions">
      <header>
        <h2 id="past-actions">{t.past}</h2>
      </header>
      <PagedList pages={pages} lines={3} empty={<Empty title={t.none} hint={t.noneHint} />}>
        {(actions) => (
          <ul>
            {actions.map((action) => (
              <ActionCard key={action.id} action={action} />
            ))}
          </ul>
        )}
      </PagedList>
    </section>
  );
}

/** A customer's quick actions, the newest first. */

import { useEffect, useRef } from "preact/hooks";
import { api, dataOf } from "../../api/client";
import { refresh } from "../../api/refresh";
import type { QuickAction } from "../../api/types";
import { words } from "../../i18n/language";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Empty } from "../../ui/feedback/placeholder";
import { ActionCard } from "./action_card";

/** States that end by themselves within seconds, so the list is polled. */
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
  const unfinished = pages.items.some(({ state }) => UNFINISHED.includes(state));
  useEffect(() => {
    if (!unfinished) return;
    const timer = setInterval(() => void pages.first.reload(), POLL_MS);
    return () => clearInterval(timer);
  }, [unfinished, pages.first]);
  const lastStates = useRef(new Map<string, string>());
  useEffect(() => {
    const changed = pages.items.some(
      ({ id, state }) => (lastStates.current.get(id) ?? state) !== state,
    );
    lastStates.current = new Map(pages.items.map(({ id, state }) => [id, state]));
    // The action changed data that other parts of the page show, perhaps loaded just before.
    if (changed) refresh();
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

/** The quick actions that wait for this person's approval. */

import { api, dataOf } from "../../api/client";
import { words } from "../../i18n/language";
import { may } from "../../session/session";
import { Page } from "../../ui/display/page";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Empty } from "../../ui/feedback/placeholder";
import { ActionCard } from "./action_card";

export default function Approvals() {
  const { approvals: t } = words.value;
  return (
    <Page title={t.title} lead={t.lead}>
      {may("supervisor") ? <PendingActions /> : <Empty title={t.notYours} hint={t.notYoursHint} />}
    </Page>
  );
}

function PendingActions() {
  const { approvals: t } = words.value;
  const pages = usePages("approvals", async (cursor) => {
    const { actions, next, total } = await dataOf(
      api.GET("/approvals", { params: { query: cursor } }),
    );
    return { items: actions, next, total };
  });
  return (
    <PagedList pages={pages} lines={6} empty={<Empty title={t.emptyTitle} hint={t.empty} />}>
      {(actions) => (
        <ul class="box">
          {actions.map((action) => (
            <ActionCard key={action.id} action={action} withCompany />
          ))}
        </ul>
      )}
    </PagedList>
  );
}

/** What waits for this person's yes or no. */

import { api, body } from "../../api/client";
import { words } from "../../i18n/language";
import { ActionCard } from "./action_card";
import { More, usePages } from "../../ui/feedback/paged_list";
import { Page } from "../../ui/display/page";
import { Empty, Loaded } from "../../ui/feedback/loaded";
import { may } from "../../session/session";

export default function Approvals() {
  const { approvals: t } = words.value;
  return (
    <Page title={t.title} lead={t.lead}>
      {may("supervisor") ? <Waiting /> : <Empty title={t.notYours} hint={t.notYoursHint} />}
    </Page>
  );
}

function Waiting() {
  const { approvals: t } = words.value;
  const pages = usePages("approvals", async (cursor) => {
    const { actions, next, total } = await body(
      api.GET("/approvals", { params: { query: cursor ? { cursor } : {} } }),
    );
    return { items: actions, next, total };
  });
  return (
    <>
      <Loaded of={pages.first} lines={6}>
        {() =>
          pages.items.length ? (
            <ul class="box">
              {pages.items.map((action) => (
                <ActionCard key={action.id} action={action} withCompany />
              ))}
            </ul>
          ) : (
            <Empty title={t.emptyTitle} hint={t.empty} />
          )
        }
      </Loaded>
      <More pages={pages} />
    </>
  );
}

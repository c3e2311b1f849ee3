/** The warnings that nobody has decided on, for a customer success manager's daily review. */

import { api, dataOf } from "../../api/client";
import { number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { query, setQuery } from "../../router";
import { currentUser } from "../../session/session";
import { Page } from "../../ui/display/page";
import { PagedList, usePages } from "../../ui/feedback/paged_list";
import { Empty } from "../../ui/feedback/placeholder";
import { AlertList } from "./alert_list";
import "./alerts.css";

const DAY_MS = 86_400_000;

export default function Review() {
  const { review: t, alerts } = words.value;
  const mine = query.value.has("mine");
  const fresh = query.value.has("new");
  const owner = mine ? (currentUser()?.email ?? "") : "";
  const pages = usePages(`review ${owner}`, async (cursor) => {
    const page = await dataOf(
      api.GET("/review-list", {
        params: { query: { limit: 200, ...(owner && { owner }), ...cursor } },
      }),
    );
    return { items: page.alerts, next: page.next, total: page.total };
  });
  const since = Date.now() - DAY_MS;
  const shown = pages.items.filter((alert) => !fresh || Date.parse(alert.openedAt) >= since);
  const empty = <Empty title={t.emptyTitle} hint={mine || fresh ? t.emptyFilter : t.empty} />;
  return (
    <Page title={t.title} lead={t.lead}>
      <div class="toggles">
        <Toggle name="mine" on={mine} label={t.mine} />
        <Toggle name="new" on={fresh} label={t.fresh} />
      </div>
      <PagedList pages={{ ...pages, items: shown }} lines={8} empty={empty}>
        {() => (
          <>
            <p class="quiet" role="status">
              {alerts.count(number(shown.length), shown.length === 1)}
            </p>
            <AlertList alerts={shown} />
          </>
        )}
      </PagedList>
    </Page>
  );
}

function Toggle({ name, on, label }: { name: string; on: boolean; label: string }) {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={() => setQuery({ [name]: on ? null : "1" })} />{" "}
      {label}
    </label>
  );
}

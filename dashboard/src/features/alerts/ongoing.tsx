/** Alerts that last, grouped by customer: those that nobody has decided on, or those in hand. */

import type { ComponentChildren } from "preact";
import { latest } from "../../api/alerts";
import type { Alert, AlertFilters } from "../../api/types";
import { number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { PagedList } from "../../ui/feedback/paged_list";
import { AlertGroups, groupByCustomer } from "./alert_list";
import { useAlertPages } from "./alert_pages";

interface OngoingProps {
  filters: AlertFilters & { triage: NonNullable<AlertFilters["triage"]> };
  empty: ComponentChildren;
}

export function Ongoing({ filters, empty }: OngoingProps) {
  const { alerts: t } = words.value;
  const pages = useAlertPages({ ...filters, state: "active", grouped: true, limit: 200 });
  // The rest of the last customer's alerts may be on the next page.
  const cut = pages.loadNext ? pages.items.at(-1)?.companyId : undefined;
  const items = pages.items
    .map(latest)
    .filter((alert) => alert.companyId !== cut && fits(alert, filters.triage));
  // Only the API knows how many there are on further pages.
  const total = (pages.loadNext && pages.total) || items.length;
  return (
    <PagedList pages={{ ...pages, items }} lines={10} empty={empty}>
      {() => (
        <>
          <p class="quiet" role="status">
            {t.count(number(total), total === 1)}
          </p>
          <AlertGroups groups={groupByCustomer(items)} />
        </>
      )}
    </PagedList>
  );
}

/** Whether an alert still belongs into the list after what was decided here. */
function fits({ triage: { kind } }: Alert, triage: OngoingProps["filters"]["triage"]): boolean {
  return triage === "decided" ? kind !== "open" : kind === triage;
}

import { api, dataOf } from "../../api/client";
import type { Alert, AlertFilters } from "../../api/types";
import { type Pages, usePages } from "../../ui/feedback/paged_list";

export function useAlertPages(filters: AlertFilters): Pages<Alert> {
  return usePages(`alerts ${JSON.stringify(filters)}`, async (cursor) => {
    const page = await dataOf(api.GET("/alerts", { params: { query: { ...filters, ...cursor } } }));
    return { items: page.alerts, next: page.next, total: page.total };
  });
}

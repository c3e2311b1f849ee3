/** What would turn a customer's figures green, and how far each can be trusted. */

import { api, dataOf } from "../client";
import { useResource } from "../resource";

export function useExplanations(id: string) {
  return useResource(`explanations ${id}`, () =>
    dataOf(
      api.GET("/customers/{company_id}/explanations", { params: { path: { company_id: id } } }),
    ),
  );
}

/** How a customer's figures changed in 14 days, beside those of all customers. */
export function useFleetTrend(id: string) {
  return useResource(`fleet ${id}`, () =>
    dataOf(api.GET("/customers/{company_id}/fleet-trend", { params: { path: { company_id: id } } })),
  );
}

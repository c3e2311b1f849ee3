/** The probability that a customer leaves within 90 days, or why there is none. */

import { api, dataOf } from "../client";
import { useResource } from "../resource";

export function useForecast(id: string) {
  return useResource(`forecast ${id}`, () =>
    dataOf(api.GET("/customers/{company_id}/forecast", { params: { path: { company_id: id } } })),
  );
}

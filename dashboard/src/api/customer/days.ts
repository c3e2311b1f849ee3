/** A customer, and the list of customers, as of a past day. */

import { api, dataOf } from "../client";
import { useResource } from "../resource";

export function useDays(id: string) {
  return useResource(`days ${id}`, () =>
    dataOf(api.GET("/customers/{company_id}/days", { params: { path: { company_id: id } } })),
  );
}

export function useDay(id: string, day: string) {
  return useResource(`day ${id} ${day}`, () =>
    dataOf(
      api.GET("/customers/{company_id}/days/{day}", {
        params: { path: { company_id: id, day } },
      }),
    ),
  );
}

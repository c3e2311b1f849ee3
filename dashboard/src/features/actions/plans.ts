/** The plans that a customer could change to. */

import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";

export function usePlans(id: string) {
  return useResource(`plans ${id}`, () =>
    dataOf(api.GET("/customers/{company_id}/plans", { params: { path: { company_id: id } } })),
  );
}

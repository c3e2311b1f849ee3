/** The plans that a customer could change to. */

import { api, body } from "../../api/client";
import { useResource } from "../../api/resource";

export function usePlans(id: string) {
  return useResource(`plans ${id}`, () =>
    body(api.GET("/customers/{company_id}/plans", { params: { path: { company_id: id } } })),
  );
}

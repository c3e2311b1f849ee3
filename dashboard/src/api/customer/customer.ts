/** One customer with its figures and active alerts. */

import { api, dataOf } from "../client";
import { useResource } from "../resource";

export function useCustomer(id: string) {
  return useResource(`customer ${id}`, () =>
    dataOf(api.GET("/customers/{company_id}", { params: { path: { company_id: id } } })),
  );
}

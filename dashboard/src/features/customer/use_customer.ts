import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";

export function useCustomer(id: string) {
  return useResource(`customer ${id}`, () =>
    dataOf(api.GET("/customers/{company_id}", { params: { path: { company_id: id } } })),
  );
}

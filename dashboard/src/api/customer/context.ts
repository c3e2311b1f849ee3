/** A customer's context, loaded section by section so that a slow source delays only its own. */

import { api, dataOf } from "../client";
import { type Resource, useResource } from "../resource";
import type { CustomerContext } from "../types";

export type Sections = CustomerContext["sections"];
export type SectionName = keyof Sections;
export type Section<N extends SectionName> = NonNullable<Sections[N]>;
export type SectionData<N extends SectionName> = NonNullable<Section<N>["data"]>;

export function useContextSection(id: string, name: SectionName): Resource<CustomerContext> {
  return useResource(`context ${id} ${name}`, () =>
    dataOf(
      api.GET("/customers/{company_id}/context", {
        params: { path: { company_id: id }, query: { sections: name } },
      }),
    ),
  );
}

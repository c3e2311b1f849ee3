/** A customer's context, loaded section by section so that a slow source delays only its own. */

import { api, body } from "./client";
import { type Resource, useResource } from "./resource";
import type { Context } from "./types";

export type Sections = Context["sections"];
export type SectionName = keyof Sections;
export type Section<N extends SectionName> = NonNullable<Sections[N]>;
export type SectionData<N extends SectionName> = NonNullable<Section<N>["data"]>;

export function useContextSection(id: string, name: SectionName): Resource<Context> {
  return useResource(`context ${id} ${name}`, () =>
    body(
      api.GET("/customers/{company_id}/context", {
        params: { path: { company_id: id }, query: { sections: name } },
      }),
    ),
  );
}

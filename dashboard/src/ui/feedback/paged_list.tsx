/** A list of the API that comes a page at a time, the next one on request. */

import { useSignal } from "@preact/signals";
import { words } from "../../i18n/language";
import { type Resource, useResource } from "../../api/resource";
import { sayFailure } from "./toast";

export interface PageOf<T> {
  items: readonly T[];
  next?: string | undefined;
  /** Left out where counting would mean reading them all. */
  total?: number | undefined;
}

export interface Pages<T> {
  first: Resource<PageOf<T>>;
  items: readonly T[];
  total: number | undefined;
  more: (() => Promise<void>) | null;
}

/** A refresh asks for as many pages anew as are shown, so that nothing vanishes under the eyes. */
export function usePages<T>(key: string, ask: (cursor: string) => Promise<PageOf<T>>): Pages<T> {
  const count = useSignal(1);
  const first = useResource(key, async (): Promise<PageOf<T>> => {
    let page = await ask("");
    let items = page.items;
    for (let n = 1; n < count.peek() && page.next; n += 1) {
      page = await ask(page.next);
      items = [...items, ...page.items];
    }
    return { ...page, items };
  });
  const shown = first.data.value;
  const next = shown?.next;
  const more = async (): Promise<void> => {
    if (!shown || !next) return;
    try {
      const page = await ask(next);
      count.value += 1;
      first.data.value = { ...page, items: [...shown.items, ...page.items] };
    } catch (failure) {
      sayFailure(failure);
    }
  };
  return {
    first,
    items: shown?.items ?? [],
    total: shown?.total,
    more: next ? more : null,
  };
}

export function More<T>({ pages }: { pages: Pages<T> }) {
  const { more } = pages;
  if (!more) return null;
  return (
    <button type="button" class="more" onClick={() => void more()}>
      {words.value.common.more}
    </button>
  );
}

/** A list that the API returns a page at a time; a button loads the next page. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { type Resource, useResource } from "../../api/resource";
import { words } from "../../i18n/language";
import { Loaded } from "./loaded";
import { showFailure } from "./toast";

interface ListPage<T> {
  items: readonly T[];
  next?: string | undefined;
  /** Missing where the API would have to read every item to count them. */
  total?: number | undefined;
}

export interface Pages<T> {
  first: Resource<ListPage<T>>;
  items: readonly T[];
  total: number | undefined;
  loadNext: (() => Promise<void>) | null;
}

/** Where a page begins, as a parameter of the request: nothing for the first page. */
type Cursor = { cursor?: string };

/** Loads the first page, and at each refresh as many pages as are shown, so that no row vanishes. */
export function usePages<T>(
  key: string,
  fetchPage: (cursor: Cursor) => Promise<ListPage<T>>,
): Pages<T> {
  const count = useSignal(1);
  const first = useResource(key, async (): Promise<ListPage<T>> => {
    let page = await fetchPage({});
    let items = page.items;
    for (let n = 1; n < count.peek() && page.next; n += 1) {
      page = await fetchPage({ cursor: page.next });
      items = [...items, ...page.items];
    }
    return { ...page, items };
  });
  const shown = first.data.value;
  const next = shown?.next;
  const loadNext = async (): Promise<void> => {
    if (!shown || !next) return;
    try {
      const page = await fetchPage({ cursor: next });
      count.value += 1;
      first.data.value = { ...page, items: [...shown.items, ...page.items] };
    } catch (failure) {
      showFailure(failure);
    }
  };
  return {
    first,
    items: shown?.items ?? [],
    total: shown?.total,
    loadNext: next ? loadNext : null,
  };
}

interface PagedListProps<T> {
  pages: Pages<T>;
  /** Lines of the skeleton while the first page is loading. */
  lines: number;
  empty: ComponentChildren;
  children: (items: readonly T[]) => ComponentChildren;
}

export function PagedList<T>({ pages, lines, empty, children }: PagedListProps<T>) {
  const { first, items, loadNext } = pages;
  return (
    <>
      <Loaded of={first} lines={lines}>
        {() => (items.length ? children(items) : empty)}
      </Loaded>
      {loadNext && (
        <button type="button" class="more" onClick={() => void loadNext()}>
          {words.value.common.more}
        </button>
      )}
    </>
  );
}

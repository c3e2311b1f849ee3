/** An answer of the API as signals. The last answer stays while the next one is loading. */

import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { createLoad, type Load, useShown } from "./load";
import { refreshRound } from "./refresh";

export interface Resource<T> extends Load {
  data: Signal<T | undefined>;
  /** Sends the resource's own request, or another one that brings the same data. */
  reload: (fetch?: () => Promise<T>) => Promise<void>;
  /** The number of the refresh round that loaded it last. */
  round: number;
}

/** By key, so that a page that is opened again shows its last data at once. */
const cache = new Map<string, Resource<unknown>>();
const CACHE_SIZE = 200;

export function clearCache(): void {
  cache.clear();
}

function createResource<T>(ownFetch: () => Promise<T>): Resource<T> {
  const data = signal<T | undefined>(undefined);
  const load = createLoad();
  const reload = (fetch = ownFetch): Promise<void> =>
    load.run(async (isLatest) => {
      const answer = await fetch();
      if (isLatest()) data.value = answer;
    });
  return { ...load, data, reload, round: -1 };
}

/** Loads when first shown and at each refresh; views with the same `key` share one request. */
export function useResource<T>(key: string, fetch: () => Promise<T>): Resource<T> {
  let resource = cache.get(key) as Resource<T> | undefined;
  if (!resource) {
    resource = createResource(fetch);
    cache.set(key, resource as Resource<unknown>);
    if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value ?? "");
  }
  const { number } = refreshRound.value;
  useShown(resource);
  useEffect(() => {
    if (resource.loading.peek() && resource.round === number) return;
    resource.round = number;
    void resource.reload();
  }, [key, number]);
  return resource;
}

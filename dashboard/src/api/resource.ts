/** An answer of the API as signals. The last answer stays while the next one is loading. */

import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { refreshRound } from "./refresh";

export interface Resource<T> {
  data: Signal<T | undefined>;
  failure: Signal<Error | undefined>;
  loading: Signal<boolean>;
  reload: () => Promise<void>;
  /** The number of the refresh round that loaded it last. */
  round: number;
}

/** By key, so that a page that is opened again shows its last data at once. */
const cache = new Map<string, Resource<unknown>>();
const CACHE_SIZE = 200;

export function clearCache(): void {
  cache.clear();
}

function createResource<T>(fetch: () => Promise<T>): Resource<T> {
  const data = signal<T | undefined>(undefined);
  const failure = signal<Error | undefined>(undefined);
  const loading = signal(false);
  // Requests may overlap; only the newest one counts.
  let latest = 0;
  const reload = async (): Promise<void> => {
    const mine = ++latest;
    loading.value = true;
    try {
      const answer = await fetch();
      if (mine !== latest) return;
      data.value = answer;
      failure.value = undefined;
    } catch (error) {
      if (mine === latest) failure.value = error as Error;
    } finally {
      if (mine === latest) loading.value = false;
    }
  };
  return { data, failure, loading, reload, round: -1 };
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
  useEffect(() => {
    if (resource.loading.peek() && resource.round === number) return;
    resource.round = number;
    void resource.reload();
  }, [key, number]);
  return resource;
}

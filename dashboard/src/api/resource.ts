/** What the API said to a question, kept while the next answer is on its way. */

import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { refreshRound } from "./refresh";

export interface Resource<T> {
  data: Signal<T | undefined>;
  failure: Signal<Error | undefined>;
  loading: Signal<boolean>;
  reload: () => Promise<void>;
  /** The round of refreshing in which it was asked last. */
  round: number;
}

/** By question; a page that is come back to shows at once what it showed. */
const cache = new Map<string, Resource<unknown>>();
const CACHE_SIZE = 200;

export function clearCache(): void {
  cache.clear();
}

function createResource<T>(fetch: () => Promise<T>): Resource<T> {
  const data = signal<T | undefined>(undefined);
  const failure = signal<Error | undefined>(undefined);
  const loading = signal(false);
  let newest = 0;
  const reload = async (): Promise<void> => {
    const mine = ++newest;
    loading.value = true;
    try {
      const answer = await fetch();
      if (mine !== newest) return;
      data.value = answer;
      failure.value = undefined;
    } catch (error) {
      if (mine === newest) failure.value = error as Error;
    } finally {
      if (mine === newest) loading.value = false;
    }
  };
  return { data, failure, loading, reload, round: -1 };
}

/** Asks when first shown, and at each refresh: once for all who show it. `key` names the question.
 */
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

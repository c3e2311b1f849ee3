/** The loadings that the page shows: when each worked last, and which of them failed since. */

import { batch, computed, type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isGone, Problem, Unreachable } from "./client";

export interface Load {
  /** When the request was sent that brought what is shown, in milliseconds. */
  loadedAt: Signal<number | undefined>;
  failure: Signal<Error | undefined>;
  loading: Signal<boolean>;
  /** Does the work and records its outcome. The work must drop its answer unless `isLatest()`. */
  run: (work: (isLatest: () => boolean) => Promise<void>) => Promise<void>;
  /** Forgets the outcome, and a work that still runs. */
  reset: () => void;
}

export function createLoad(): Load {
  const loadedAt = signal<number | undefined>(undefined);
  const failure = signal<Error | undefined>(undefined);
  const loading = signal(false);
  // Works may overlap; only the newest one counts.
  let latest = 0;
  const end = (at: number | undefined, error: Error | undefined): void =>
    batch(() => {
      loading.value = false;
      loadedAt.value = at;
      failure.value = error;
    });
  return {
    loadedAt,
    failure,
    loading,
    run: async (work) => {
      const mine = ++latest;
      const isLatest = () => mine === latest;
      const begun = Date.now();
      loading.value = true;
      try {
        await work(isLatest);
        if (isLatest()) end(begun, undefined);
      } catch (error) {
        if (isLatest()) end(loadedAt.peek(), error as Error);
      }
    },
    reset: () => {
      latest += 1;
      end(undefined, undefined);
    },
  };
}

/** What the components on the page show now; twice in it what two of them show. */
const shown = signal<readonly Load[]>([]);

/** Counts a loading as a part of the page, as long as the calling component is on it. */
export function useShown(load: Load): void {
  useEffect(() => {
    shown.value = [...shown.peek(), load];
    return () => {
      const others = [...shown.peek()];
      others.splice(others.indexOf(load), 1);
      shown.value = others;
    };
  }, [load]);
}

const failures = computed(() => shown.value.flatMap(({ failure }) => failure.value ?? []));
const parts = computed(() => shown.value.filter(({ loadedAt }) => loadedAt.value !== undefined));

function oldest(loads: readonly Load[]): number | null {
  return loads.length ? Math.min(...loads.map(({ loadedAt }) => loadedAt.value ?? Infinity)) : null;
}

export const refreshing = computed(() => shown.value.some(({ loading }) => loading.value));
/** Since when the page is as it is shown: it moves only when all parts of a refresh have arrived. */
export const checkedAt = computed(() => oldest(parts.value));
/** Until when the server asks not to send more, 0 if it does not. */
export const pausedUntil = computed(() =>
  Math.max(0, ...failures.value.map((error) => (error instanceof Problem && error.retryAt) || 0)),
);
export const unanswered = computed(() =>
  failures.value.some((error) => error instanceof Unreachable),
);

interface FailedRefresh {
  failure: Error;
  /** Since when the failed parts are as they are shown. */
  since: number;
  /** Whether all parts of the page failed. */
  whole: boolean;
}

/** The failure that leaves old data on the page, or null. What shows its own failure is no part. */
export const failedRefresh = computed((): FailedRefresh | null => {
  const old = parts.value.filter(({ failure }) => failure.value && !isGone(failure.value));
  const failure = old[0]?.failure.value;
  const since = oldest(old);
  if (!failure || since === null) return null;
  return { failure, since, whole: old.length === parts.value.length };
});

/** How much waits for people, for the navigation. */

import { api, dataOf } from "./client";
import { useResource } from "./resource";
import type { Counts } from "./types";

/** Returns the counts, or undefined if they are not known: also when the last load failed. */
export function useCounts(): Counts | undefined {
  const { data, failure } = useResource("counts", () => dataOf(api.GET("/counts")));
  return failure.value ? undefined : data.value;
}

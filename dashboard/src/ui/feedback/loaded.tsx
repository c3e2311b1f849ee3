import type { ComponentChildren } from "preact";
import { isGone } from "../../api/client";
import type { Resource } from "../../api/resource";
import { Failure } from "./failure";
import { NotRefreshed } from "./not_refreshed";
import { Skeleton } from "./placeholder";

interface LoadedProps<T> {
  of: Resource<T>;
  lines?: number;
  children: (data: T) => ComponentChildren;
}

/** Shows the data once it is loaded. Keeps the last data when a later load fails, and says so, unless
 * the record is gone. */
export function Loaded<T>({ of, lines, children }: LoadedProps<T>) {
  const data = of.data.value;
  const failure = of.failure.value;
  if (data !== undefined && !(failure && isGone(failure))) {
    return (
      <>
        {failure && <NotRefreshed failure={failure} since={of.loadedAt.value} />}
        {children(data)}
      </>
    );
  }
  if (failure) return <Failure failure={failure} retry={() => void of.reload()} />;
  return <Skeleton {...(lines ? { lines } : {})} />;
}

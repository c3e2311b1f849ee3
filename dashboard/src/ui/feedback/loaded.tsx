import type { ComponentChildren } from "preact";
import { Problem } from "../../api/client";
import type { Resource } from "../../api/resource";
import { Failure } from "./failure";
import { Skeleton } from "./placeholder";

interface LoadedProps<T> {
  of: Resource<T>;
  lines?: number;
  children: (data: T) => ComponentChildren;
}

/** Shows the data once it is loaded. Keeps the last data when a later load fails, unless the record
 * is gone or forbidden. */
export function Loaded<T>({ of, lines, children }: LoadedProps<T>) {
  const data = of.data.value;
  const failure = of.failure.value;
  const gone = failure instanceof Problem && [403, 404].includes(failure.status);
  if (data !== undefined && !gone) return <>{children(data)}</>;
  if (failure) return <Failure failure={failure} retry={() => void of.reload()} />;
  return <Skeleton {...(lines ? { lines } : {})} />;
}

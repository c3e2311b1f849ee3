/** A part of the dashboard whose script is fetched when it is first shown. */

import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Failure } from "./failure";
import { Skeleton } from "./placeholder";

type Module<P> = { default: ComponentType<P> };

export function lazy<P extends object>(load: () => Promise<Module<P>>): ComponentType<P> {
  let found: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const arrived = useSignal(found !== undefined);
    const failure = useSignal<Error | undefined>(undefined);
    const fetch = () => {
      failure.value = undefined;
      load().then(
        (module) => {
          found = module.default;
          arrived.value = true;
        },
        (error: Error) => void (failure.value = error),
      );
    };
    useEffect(() => {
      if (!found) fetch();
    }, []);
    if (arrived.value && found) {
      const Found = found;
      return <Found {...props} />;
    }
    if (failure.value) return <Failure failure={failure.value} retry={fetch} />;
    return (
      <div class="page">
        <Skeleton lines={6} />
      </div>
    );
  };
}

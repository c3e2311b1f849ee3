/** A component whose script is loaded when it is first shown. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import type { Unreachable } from "../../api/client";
import { Failure } from "./failure";
import { Skeleton } from "./placeholder";
import { loadScript } from "./release";

type Module<P> = { default: ComponentType<P> };

const PAGE_SKELETON = (
  <div class="page">
    <Skeleton lines={6} />
  </div>
);

/** Shows `meanwhile` until the script is there; by default the outline of a page. */
export function lazy<P extends object>(
  load: () => Promise<Module<P>>,
  meanwhile: ComponentChildren = PAGE_SKELETON,
): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const ready = useSignal(loaded !== undefined);
    const failure = useSignal<Error | undefined>(undefined);
    const fetch = () => {
      failure.value = undefined;
      loadScript(load).then(
        (module) => {
          loaded = module.default;
          ready.value = true;
        },
        (error: Unreachable) => (failure.value = error),
      );
    };
    useEffect(() => {
      if (!loaded) fetch();
    }, []);
    if (ready.value && loaded) {
      const Loaded = loaded;
      return <Loaded {...props} />;
    }
    if (failure.value) return <Failure failure={failure.value} retry={fetch} />;
    return <>{meanwhile}</>;
  };
}

/** The views of a page, of which one is shown: the parameter `tab` of the address names it. */

import type { ComponentChildren } from "preact";
import { query, withQuery } from "../../router";

/** The parameter's value, which is "" for the first tab; the title; and the view. */
type Tab = readonly [string, string, () => ComponentChildren];

interface TabsProps {
  label: string;
  tabs: readonly [Tab, ...Tab[]];
}

export function Tabs({ label, tabs }: TabsProps) {
  const current = query.value.get("tab") ?? "";
  const [, , show] = tabs.find(([key]) => key === current) ?? tabs[0];
  return (
    <>
      <nav class="tabs" aria-label={label}>
        {tabs.map(([key, title]) => (
          <a
            key={key}
            href={withQuery({ tab: key })}
            {...(key === current ? { "aria-current": "page" as const } : {})}
          >
            {title}
          </a>
        ))}
      </nav>
      {show()}
    </>
  );
}

/** Ways between the views of a page; each has its address. */

import { query, withQuery } from "../../router";

interface TabsProps {
  label: string;
  /** The parameter that says which; the first tab is that without it. */
  name: string;
  tabs: readonly (readonly [string, string])[];
}

export function Tabs({ label, name, tabs }: TabsProps) {
  const here = query.value.get(name) ?? "";
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(([key, text]) => (
        <a
          key={key}
          href={withQuery({ [name]: key })}
          {...(key === here ? { "aria-current": "page" as const } : {})}
        >
          {text}
        </a>
      ))}
    </nav>
  );
}

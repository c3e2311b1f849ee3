/** A page's frame: its title, which the focus comes to, and what belongs beside it. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../../i18n/language";
import { pageVisits } from "../../router";

interface PageProps {
  title: string;
  lead?: ComponentChildren;
  before?: ComponentChildren;
  beside?: ComponentChildren;
  /** Whether it takes the window's height and scrolls inside. */
  fills?: boolean;
  children: ComponentChildren;
}

export function Page({ title, lead, before, beside, fills, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${words.value.product}`;
  }, [title, words.value]);
  useEffect(() => {
    // Not on the first page of all: there the browser's own start is right.
    if (pageVisits.peek() > 0 && !focused(heading.current)) heading.current?.focus();
  }, []);
  return (
    <div class={`page ${fills ? "fills" : ""}`}>
      <header class="page-head">
        <div>
          {before}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <div class="quiet">{lead}</div>}
        </div>
        {beside && <div class="page-beside">{beside}</div>}
      </header>
      {children}
    </div>
  );
}

/** Whether something of the new page took the focus already, such as the row come back to. */
function focused(heading: HTMLElement | null): boolean {
  return heading?.closest(".page")?.contains(document.activeElement) ?? false;
}

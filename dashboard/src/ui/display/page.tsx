/** A page's frame with its title, which gets the focus when the page opens. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../../i18n/language";
import { pageVisits } from "../../router";

interface PageProps {
  title: string;
  lead?: ComponentChildren;
  before?: ComponentChildren;
  beside?: ComponentChildren;
  /** Whether the page is as high as the window, with a part that scrolls inside. */
  fills?: boolean;
  children: ComponentChildren;
}

export function Page({ title, lead, before, beside, fills, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${words.value.product}`;
  }, [title, words.value]);
  useEffect(() => {
    // Not on the first page: there the browser starts at the top of the document, as it should.
    if (pageVisits.peek() > 0 && !hasFocus(heading.current)) heading.current?.focus();
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

/** Whether a part of the new page has the focus already, such as the row that was open before. */
function hasFocus(heading: HTMLElement | null): boolean {
  return heading?.closest(".page")?.contains(document.activeElement) ?? false;
}

/** A link to a record's page in its own system, in a new tab; only text if the page is not known. */

import type { ComponentChildren } from "preact";
import { words } from "../../i18n/language";
import { Icon } from "../display/icon";

interface RecordLinkProps {
  url: string | undefined;
  system: "HubSpot" | "Stripe" | "Zendesk";
  children: ComponentChildren;
}

export function RecordLink({ url, system, children }: RecordLinkProps) {
  if (!url) return <>{children}</>;
  return (
    <a
      class="record"
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      title={words.value.context.opensIn(system)}
    >
      {children}
      {/* A no-break space: the icon must not stand alone on a line. */}
      {"\u00a0"}
      <Icon name="external" />
    </a>
  );
}

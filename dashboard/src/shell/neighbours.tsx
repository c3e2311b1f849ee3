/** Links to the customers before and after one, in the order of the list as it was last shown. */

import { rows } from "../features/customers/visible_rows";
import { words } from "../i18n/language";
import { pathSegment, query } from "../router";
import { Icon } from "../ui/display/icon";

export function Neighbours({ id }: { id: string }) {
  const { customer: t } = words.value;
  const here = rows.value.findIndex(({ row }) => row.id === id);
  if (here === -1) return null;
  return (
    <nav class="neighbours" aria-label={t.neighbours}>
      <NeighbourLink to={rows.value[here - 1]?.row} label={t.previous} icon="back" name="p" />
      <NeighbourLink to={rows.value[here + 1]?.row} label={t.next} icon="next" name="n" />
    </nav>
  );
}

interface NeighbourProps {
  to: { id: string; name: string } | undefined;
  label: string;
  icon: "back" | "next";
  name: "n" | "p";
}

/** The link stays on the tab that is shown: the same question is asked of each customer. */
function NeighbourLink({ to, label, icon, name }: NeighbourProps) {
  if (!to) return null;
  const tab = query.value.get("tab");
  return (
    <a
      href={`/customers/${pathSegment(to.id)}${tab ? `?tab=${encodeURIComponent(tab)}` : ""}`}
      title={to.name}
      data-key={name}
      aria-keyshortcuts={name}
    >
      {icon === "back" && <Icon name={icon} />}
      {label}
      {icon === "next" && <Icon name={icon} />}
      <kbd class="hint">{name}</kbd>
    </a>
  );
}

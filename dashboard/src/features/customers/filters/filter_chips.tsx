/** The filters in use, each with a button that removes it. */

import type { Metric } from "../../../api/types";
import { words } from "../../../i18n/language";
import { resultText } from "../../../i18n/result";
import { setQuery } from "../../../router";
import { Icon } from "../../../ui/display/icon";
import { type CustomerFilter, filter, NO_FILTERS } from "./filter";
import { ownerOptions } from "./filter_panel";

interface Chip {
  text: string;
  remove: () => void;
}

type ListFilter = "level" | "metricLevel" | "metricResult";

function activeFilters(active: CustomerFilter): Chip[] {
  const { levels, list } = words.value;
  const names: Record<string, string> = levels;
  const chipsOf = (name: ListFilter, textOf: (value: string) => string): Chip[] =>
    active[name].map((value) => ({
      text: textOf(value),
      remove: () => setQuery({ [name]: active[name].filter((other) => other !== value) }),
    }));
  const chips = [
    ...chipsOf("level", (level) => levels[level as keyof typeof levels]),
    ...chipsOf("metricLevel", (pair) => pairText(pair, (_, level) => names[level] ?? level)),
    ...chipsOf("metricResult", (pair) => pairText(pair, resultText)),
  ];
  if (active.owner) {
    const text = list.filterText(list.owner, ownerText(active.owner));
    chips.push({ text, remove: () => setQuery({ owner: null }) });
  }
  if (active.growthMin !== null) {
    const text = list.growthFilter(String(active.growthMin));
    chips.push({ text, remove: () => setQuery({ growthMin: null }) });
  }
  return chips;
}

/** Returns "Employees: Critical" for "numberofemployees:critical". */
function pairText(pair: string, nameOf: (metric: string, value: string) => string): string {
  const { metrics, list } = words.value;
  const [metric = "", value = ""] = pair.split(":");
  return list.filterText(metrics[metric as Metric]?.short ?? metric, nameOf(metric, value));
}

function ownerText(owner: string): string {
  if (owner === "none") return words.value.list.noOwner;
  return ownerOptions.value.find(([email]) => email === owner)?.[1] ?? owner;
}

export function FilterChips() {
  const { list } = words.value;
  const chips = activeFilters(filter.value);
  if (!chips.length) return null;
  return (
    <div class="chips">
      {chips.map(({ text, remove }) => (
        <button
          key={text}
          type="button"
          class="chip"
          aria-label={list.removeFilter(text)}
          onClick={remove}
        >
          {text}
          <Icon name="close" />
        </button>
      ))}
      <button type="button" class="plain" onClick={() => setQuery(NO_FILTERS)}>
        {list.clearFilters}
      </button>
    </div>
  );
}

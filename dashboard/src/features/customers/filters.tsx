/** The filters that have no place on the cards: by metric, owner and growth. */

import { computed } from "@preact/signals";
import { customers } from "../../api/customers";
import { isPercentage, METRICS } from "../../api/metrics";
import type { Metric } from "../../api/types";
import { words } from "../../i18n/language";
import { setQuery } from "../../router";
import { Select } from "../../ui/controls/select";
import { Icon } from "../../ui/display/icon";
import { type CustomerFilter, filter, NO_FILTERS } from "./filter";

const METRIC_LEVELS = ["critical", "warning", "healthy", "none"] as const;
const RESULTS = ["Yes", "No", "None"] as const;

const ownerOptions = computed<[string, string][]>(() => {
  const found = new Map<string, string>();
  for (const { row } of customers.value) {
    if (row.owner?.email) found.set(row.owner.email, row.owner.name ?? row.owner.email);
  }
  return [...found].sort((a, b) => a[1].localeCompare(b[1]));
});

export function FilterPanel() {
  const { list } = words.value;
  const { owner, growthMin } = filter.value;
  return (
    <div class="filters" id="filters">
      {METRICS.map((metric) => (
        <MetricFilter key={metric} metric={metric} />
      ))}
      <Select
        label={list.owner}
        value={owner}
        options={[["", list.any], ["none", list.noOwner], ...ownerOptions.value]}
        onChange={(next) => setQuery({ owner: next })}
      />
      <label class="field">
        <span>{list.growth}</span>
        <span class="with-unit">
          <input
            type="number"
            step="5"
            inputMode="decimal"
            value={growthMin ?? ""}
            onChange={(event) => setQuery({ growthMin: event.currentTarget.value })}
          />
          %
        </span>
      </label>
    </div>
  );
}

/** Its level, or for a percentage also its result: one of both at a time. */
function MetricFilter({ metric }: { metric: Metric }) {
  const { levels, results, metrics, list } = words.value;
  const { metricLevel, metricResult } = filter.value;
  const level = metricLevel.find((one) => one.startsWith(`${metric}:`));
  const result = metricResult.find((one) => one.startsWith(`${metric}:`));
  const chosen = level ? `level ${level}` : result ? `result ${result}` : "";
  return (
    <Select
      label={metrics[metric].name}
      value={chosen}
      options={[
        ["", list.any],
        ...METRIC_LEVELS.map((one) => [`level ${metric}:${one}`, levels[one]] as const),
        ...(isPercentage(metric)
          ? RESULTS.map((one) => [`result ${metric}:${one}`, results[one]] as const)
          : []),
      ]}
      onChange={(next) => {
        const [kind = "", value = ""] = next.split(" ");
        const others = (all: readonly string[]) => all.filter((one) => !one.startsWith(`${metric}:`));
        setQuery({
          metricLevel: [...others(metricLevel), ...(kind === "level" ? [value] : [])],
          metricResult: [...others(metricResult), ...(kind === "result" ? [value] : [])],
        });
      }}
    />
  );
}

interface Chip {
  text: string;
  without: () => void;
}

function activeFilters(of: CustomerFilter): Chip[] {
  const { levels, results, metrics, list } = words.value;
  const named = (pair: string, names: Record<string, string>) => {
    const [metric = "", value = ""] = pair.split(":");
    return list.filterText(metrics[metric as Metric]?.short ?? metric, names[value] ?? value);
  };
  const less = (all: readonly string[], one: string) => all.filter((other) => other !== one);
  const owner = ownerOptions.value.find(([email]) => email === of.owner)?.[1] ?? of.owner;
  return [
    ...of.level.map((one) => ({
      text: levels[one],
      without: () => setQuery({ level: less(of.level, one) }),
    })),
    ...of.metricLevel.map((one) => ({
      text: named(one, levels),
      without: () => setQuery({ metricLevel: less(of.metricLevel, one) }),
    })),
    ...of.metricResult.map((one) => ({
      text: named(one, results),
      without: () => setQuery({ metricResult: less(of.metricResult, one) }),
    })),
    ...(of.owner
      ? [
          {
            text: list.filterText(list.owner, of.owner === "none" ? list.noOwner : owner),
            without: () => setQuery({ owner: null }),
          },
        ]
      : []),
    ...(of.growthMin === null
      ? []
      : [{ text: list.growthFilter(String(of.growthMin)), without: () => setQuery({ growthMin: null }) }]),
  ];
}

export function FilterChips() {
  const { list } = words.value;
  const found = activeFilters(filter.value);
  if (!found.length) return null;
  return (
    <div class="chips">
      {found.map(({ text, without }) => (
        <button key={text} type="button" class="chip" aria-label={list.removeFilter(text)} onClick={without}>
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

/** Filters by metric, owner and growth; the cards filter by level. */

import { computed } from "@preact/signals";
import { customers } from "../../../api/customers";
import { isPercentage, METRICS } from "../../../api/metrics";
import type { Metric } from "../../../api/types";
import { words } from "../../../i18n/language";
import { resultText } from "../../../i18n/result";
import { setQuery } from "../../../router";
import { Select } from "../../../ui/controls/select";
import { filter } from "./filter";

const METRIC_LEVELS = ["critical", "warning", "healthy", "none"] as const;
const RESULTS = ["Yes", "No", "None"] as const;

/** The owners of all customers, by e-mail and name, in order of name. */
export const ownerOptions = computed<[string, string][]>(() => {
  const names = new Map<string, string>();
  for (const { row } of customers.value) {
    if (row.owner?.email) names.set(row.owner.email, row.owner.name ?? row.owner.email);
  }
  return [...names].sort((a, b) => a[1].localeCompare(b[1]));
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

/** Filters by a metric's level or, for a percentage, by its result; one of the two at a time. */
function MetricFilter({ metric }: { metric: Metric }) {
  const { levels, metrics, list } = words.value;
  const { metricLevel, metricResult } = filter.value;
  const isOfMetric = (pair: string) => pair.startsWith(`${metric}:`);
  const level = metricLevel.find(isOfMetric);
  const result = metricResult.find(isOfMetric);
  const chosen = level ? `level ${level}` : result ? `result ${result}` : "";
  return (
    <Select
      label={metrics[metric].name}
      value={chosen}
      options={[
        ["", list.any],
        ...METRIC_LEVELS.map((key) => [`level ${metric}:${key}`, levels[key]] as const),
        ...(isPercentage(metric)
          ? RESULTS.map((key) => [`result ${metric}:${key}`, resultText(metric, key)] as const)
          : []),
      ]}
      onChange={(next) => {
        const [kind = "", value = ""] = next.split(" ");
        const others = (pairs: readonly string[]) => pairs.filter((pair) => !isOfMetric(pair));
        setQuery({
          metricLevel: [...others(metricLevel), ...(kind === "level" ? [value] : [])],
          metricResult: [...others(metricResult), ...(kind === "result" ? [value] : [])],
        });
      }}
    />
  );
}

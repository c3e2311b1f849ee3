/** Below a figure: what would turn it green, and why to trust it less. */

import { useExplanations, useFleetTrend } from "../../api/customer/explanations";
import type { Metric } from "../../api/types";
import { language, words } from "../../i18n/language";

export function Explanation({ id, metric }: { id: string; metric: Metric }) {
  const { customer: t } = words.value;
  const explained = useExplanations(id).data.value;
  const figure = explained?.figures.find((one) => one.metric === metric);
  const beside = useFleetTrend(id).data.value?.figures.find((one) => one.metric === metric);
  // What changes as little as with half of all customers says nothing.
  const isUnusual = beside && Math.abs(beside.change) > beside.usual;
  return (
    <div class="explanation">
      {figure?.remedy && (
        <p>
          <strong>{t.remedy}</strong> {figure.remedy.text[language.value]}
        </p>
      )}
      {figure?.trend && <p>{figure.trend.text[language.value]}</p>}
      {isUnusual && <p class="quiet">{beside.text[language.value]}</p>}
      {figure?.cautions?.map((caution) => (
        <p key={caution.kind} class="quiet">
          {caution.text[language.value]}
        </p>
      ))}
    </div>
  );
}

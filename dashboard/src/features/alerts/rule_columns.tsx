/** The columns of a table of rules, or of one rule's versions. */

import type { Rule, Thresholds } from "../../api/types";
import { dateTime, oneDecimal } from "../../i18n/format";
import { words } from "../../i18n/language";
import type { Column } from "../../ui/display/table";

export function ruleColumns(): [Column<Rule>, ...Column<Rule>[]] {
  const { rules: t, metrics, values } = words.value;
  const bound = (name: keyof Thresholds): Column<Rule> => ({
    title: t[name],
    kind: name,
    show: ({ thresholds, unit }) => values.limits[unit](oneDecimal(thresholds[name])),
  });
  return [
    {
      title: t.metric,
      show: (rule) => (
        <>
          {metrics[rule.metric].name} {!rule.enabled && <span class="tag">{t.off}</span>}
        </>
      ),
    },
    bound("warning"),
    bound("critical"),
    { title: t.clears, show: (rule) => t.clearsAfter(rule.clearsAfter) },
    {
      title: t.version,
      show: ({ version, changedAt, changedBy }) => (
        <>
          {version}{" "}
          <span class="quiet">
            {changedAt ? t.changedBy(changedBy, dateTime(changedAt)) : t.asDelivered}
          </span>
        </>
      ),
    },
  ];
}

/** The columns of a table of rules, or of one rule's versions. */

import type { Rule, Thresholds } from "../../../api/types";
import { dateTime, oneDecimal } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import type { Column } from "../../../ui/display/table";

type Columns = [Column<Rule>, ...Column<Rule>[]];

export function ruleColumns(): Columns {
  const { rules: t, metrics } = words.value;
  return [
    {
      title: t.metric,
      show: (rule) => (
        <>
          {metrics[rule.metric].name} {!rule.enabled && <span class="tag">{t.off}</span>}
        </>
      ),
    },
    boundColumn("warning"),
    boundColumn("critical"),
    { title: t.clears, show: (rule) => t.clearsAfter(rule.clearsAfter) },
    versionColumn(),
  ];
}

/** Fewer columns, for a narrow dialog about one rule. */
export function changeColumns(): Columns {
  return [versionColumn(), boundColumn("warning"), boundColumn("critical")];
}

function boundColumn(name: keyof Thresholds): Column<Rule> {
  const { rules: t, values } = words.value;
  return {
    title: t[name],
    kind: name,
    show: ({ thresholds, unit }) => values.limits[unit](oneDecimal(thresholds[name])),
  };
}

function versionColumn(): Column<Rule> {
  const { rules: t } = words.value;
  return {
    title: t.version,
    show: ({ version, changedAt, changedBy }) => (
      <>
        {version}{" "}
        <span class="quiet">
          {changedAt ? t.changedBy(changedBy, dateTime(changedAt)) : t.asDelivered}
        </span>
      </>
    ),
  };
}

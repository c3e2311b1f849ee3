/** What a figure was made of, so that it can be checked: its records, code and alert rule. */

import { words } from "../../../i18n/language";

interface OriginProps {
  inputs?: string | undefined;
  code?: string | undefined;
  ruleVersion?: number | undefined;
}

export function Origin({ inputs, code, ruleVersion }: OriginProps) {
  const { drillDown: t } = words.value;
  const parts: readonly [string, string | number | undefined][] = [
    [t.inputs, inputs],
    [t.code, code],
    [t.ruleVersion, ruleVersion],
  ];
  return (
    <p class="origin quiet">
      {parts.map(
        ([name, value]) =>
          value !== undefined && (
            <span key={name}>
              {name} <code>{value}</code>
            </span>
          ),
      )}
    </p>
  );
}

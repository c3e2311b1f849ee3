/** The rules that open alerts, with their versions. An administrator can change them. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../../api/client";
import { useResource } from "../../../api/resource";
import type { Rule, Shadow } from "../../../api/types";
import { words } from "../../../i18n/language";
import { may } from "../../../session/session";
import { Dialog } from "../../../ui/controls/dialog";
import { Table } from "../../../ui/display/table";
import { Loaded } from "../../../ui/feedback/loaded";
import { ruleColumns } from "./rule_columns";
import { RuleForm } from "./rule_form";
import { Shadows } from "./shadows";
import { Weights } from "./weights";

export function Rules() {
  const { rules: t } = words.value;
  const rules = useResource("rules", () => dataOf(api.GET("/rules")));
  const shadows = useResource("shadows", () => dataOf(api.GET("/rules/shadows")));
  return (
    <>
      <section class="box">
        <header>
          <h2>{t.title}</h2>
          <span class="quiet">
            {t.lead} {!may("admin") && t.adminOnly}
          </span>
        </header>
        <Loaded of={rules} lines={5}>
          {({ rules: found }) => (
            <RuleTable rules={found} shadows={shadows.data.value?.shadows ?? []} />
          )}
        </Loaded>
      </section>
      {/* Not before: the rules would push it down. */}
      {(rules.data.value ?? rules.failure.value) && <Weights />}
    </>
  );
}

interface RuleTableProps {
  rules: readonly Rule[];
  shadows: readonly Shadow[];
}

function RuleTable({ rules, shadows }: RuleTableProps) {
  const { rules: t, shadows: s, common } = words.value;
  const shadowed = useSignal<Rule | null>(null);
  const ofRule = ({ metric }: Rule): Shadow[] => shadows.filter((one) => one.metric === metric);
  const hasShadow = (rule: Rule): boolean => ofRule(rule).some((one) => !one.stoppedAt);
  const editing = useSignal<Rule | null>(null);
  const opened = useSignal<Rule | null>(null);
  return (
    <>
      <Table
        label={t.title}
        rows={rules}
        keyOf={({ metric }) => metric}
        columns={[
          ...ruleColumns(),
          {
            title: common.menu,
            kind: "acts",
            show: (rule) => (
              <>
                <button type="button" class="small" onClick={() => (opened.value = rule)}>
                  {t.versions}
                </button>
                {ofRule(rule).length > 0 && (
                  <button
                    type="button"
                    class="small"
                    onClick={() => (shadowed.value = rule)}
                  >
                    {hasShadow(rule) ? s.running : s.title}
                  </button>
                )}
                {may("admin") && (
                  <button type="button" class="small" onClick={() => (editing.value = rule)}>
                    {t.edit}
                  </button>
                )}
              </>
            ),
          },
        ]}
      />
      {editing.value && (
        <RuleForm
          rule={editing.value}
          hasShadow={hasShadow(editing.value)}
          onClose={() => (editing.value = null)}
        />
      )}
      {shadowed.value && (
        <Shadows
          rule={shadowed.value}
          shadows={ofRule(shadowed.value)}
          onClose={() => (shadowed.value = null)}
        />
      )}
      {opened.value && <RuleVersions rule={opened.value} onClose={() => (opened.value = null)} />}
    </>
  );
}

interface RuleDialogProps {
  rule: Rule;
  onClose: () => void;
}

function RuleVersions({ rule, onClose }: RuleDialogProps) {
  const { rules: t, metrics, common } = words.value;
  const versions = useResource(`rule ${rule.metric}`, () =>
    dataOf(api.GET("/rules/{metric}/versions", { params: { path: { metric: rule.metric } } })),
  );
  const title = `${t.versions}${common.colon}${metrics[rule.metric].name}`;
  return (
    <Dialog title={title} onClose={onClose} wide>
      <Loaded of={versions}>
        {({ rules }) => (
          <Table
            label={title}
            columns={ruleColumns()}
            rows={rules.toReversed()}
            keyOf={({ version }) => version}
          />
        )}
      </Loaded>
    </Dialog>
  );
}

/** The rules that open alerts, with their versions. An administrator can change them. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import { useResource } from "../../api/resource";
import type { Rule } from "../../api/types";
import { words } from "../../i18n/language";
import { may } from "../../session/session";
import { Dialog } from "../../ui/controls/dialog";
import { Table } from "../../ui/display/table";
import { Loaded } from "../../ui/feedback/loaded";
import { ruleColumns } from "./rule_columns";
import { RuleForm } from "./rule_form";

export function Rules() {
  const { rules: t } = words.value;
  const rules = useResource("rules", () => dataOf(api.GET("/rules")));
  return (
    <section class="box">
      <header>
        <h2>{t.title}</h2>
        <span class="quiet">
          {t.lead} {!may("admin") && t.adminOnly}
        </span>
      </header>
      <Loaded of={rules} lines={5}>
        {({ rules: found }) => <RuleTable rules={found} />}
      </Loaded>
    </section>
  );
}

function RuleTable({ rules }: { rules: readonly Rule[] }) {
  const { rules: t, common } = words.value;
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
                <button type="button" class="small plain" onClick={() => (opened.value = rule)}>
                  {t.versions}
                </button>
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
      {editing.value && <RuleForm rule={editing.value} onClose={() => (editing.value = null)} />}
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

/** When an alert opens: the rules, their versions, and for an administrator the way to change them. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import type { Rule } from "../../api/types";
import { dateTime, oneDecimal } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Dialog } from "../../ui/controls/dialog";
import { Field, Form, fieldText } from "../../ui/controls/form";
import { Loaded } from "../../ui/feedback/loaded";
import { showToast } from "../../ui/feedback/toast";
import { refresh } from "../../api/refresh";
import { useResource } from "../../api/resource";
import { may } from "../../session/session";

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
  const { rules: t } = words.value;
  const editing = useSignal<Rule | null>(null);
  const reading = useSignal<Rule | null>(null);
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={t.title}>
      <table class="rows">
        <Heads acts />
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.metric}>
              <Cells rule={rule} />
              <td class="acts">
                <button type="button" class="small plain" onClick={() => (reading.value = rule)}>
                  {t.versions}
                </button>
                {may("admin") && (
                  <button type="button" class="small" onClick={() => (editing.value = rule)}>
                    {t.edit}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {editing.value && <RuleForm rule={editing.value} onClose={() => (editing.value = null)} />}
      {reading.value && <RuleVersions rule={reading.value} onClose={() => (reading.value = null)} />}
    </div>
  );
}

function Heads({ acts }: { acts?: boolean }) {
  const { rules: t, common } = words.value;
  return (
    <thead>
      <tr>
        <th scope="col">{t.metric}</th>
        <th scope="col">{t.warning}</th>
        <th scope="col">{t.critical}</th>
        <th scope="col">{t.clears}</th>
        <th scope="col">{t.version}</th>
        {acts && <td aria-label={common.menu} />}
      </tr>
    </thead>
  );
}

function Cells({ rule }: { rule: Rule }) {
  const { rules: t, metrics, values } = words.value;
  const unit = values.unit[rule.unit];
  return (
    <>
      <th scope="row">
        {metrics[rule.metric].name} {!rule.enabled && <span class="tag">{t.off}</span>}
      </th>
      <td class="warning">
        {oneDecimal(rule.thresholds.warning)} {unit}
      </td>
      <td class="critical">
        {oneDecimal(rule.thresholds.critical)} {unit}
      </td>
      <td>{t.clearsAfter(rule.clearsAfter)}</td>
      <td>
        {rule.version}{" "}
        <span class="quiet">
          {rule.changedAt ? t.changedBy(rule.changedBy, dateTime(rule.changedAt)) : t.asDelivered}
        </span>
      </td>
    </>
  );
}

function RuleVersions({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { rules: t, metrics } = words.value;
  const versions = useResource(`rule ${rule.metric}`, () =>
    dataOf(api.GET("/rules/{metric}/versions", { params: { path: { metric: rule.metric } } })),
  );
  return (
    <Dialog title={`${t.versions}: ${metrics[rule.metric].name}`} onClose={onClose} wide>
      <Loaded of={versions}>
        {({ rules: found }) => (
          <div class="scrolls">
            <table class="rows">
              <Heads />
              <tbody>
                {found.toReversed().map((one) => (
                  <tr key={one.version}>
                    <Cells rule={one} />
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}

function RuleForm({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { rules: t, metrics, values } = words.value;
  const bound = (name: "warning" | "critical") => (
    <Field label={t[name]} hint={values.unit[rule.unit]}>
      <input
        name={name}
        type="number"
        step="any"
        min="0.1"
        max="1000"
        required
        defaultValue={String(rule.thresholds[name])}
      />
    </Field>
  );
  return (
    <Form
      title={t.editTitle(metrics[rule.metric].name)}
      lead={t.editLead}
      submitLabel={t.save}
      onClose={onClose}
      onSend={async (fields) => {
        await saveRule(rule, rule.version, {
          thresholds: {
            warning: Number(fieldText(fields, "warning")),
            critical: Number(fieldText(fields, "critical")),
          },
          enabled: fields.has("enabled"),
        });
        showToast(t.saved, () => saveRule(rule, rule.version + 1, rule));
      }}
    >
      <div class="pair">
        {bound("warning")}
        {bound("critical")}
      </div>
      <label class="check">
        <input type="checkbox" name="enabled" defaultChecked={rule.enabled} /> {t.enabled}
      </label>
    </Form>
  );
}

type RuleChange = Pick<Rule, "thresholds" | "enabled">;

async function saveRule(rule: Rule, version: number, { thresholds, enabled }: RuleChange): Promise<void> {
  const params = { path: { metric: rule.metric }, header: { "If-Match": `"${version}"` } };
  await dataOf(api.PUT("/rules/{metric}", { params, body: { thresholds, enabled } }));
  refresh();
}

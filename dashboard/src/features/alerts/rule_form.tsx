/** The form that changes a rule. A draft can be rehearsed first: see what it would have done. */

import { useSignal } from "@preact/signals";
import { api, dataOf, ifMatch } from "../../api/client";
import { refresh } from "../../api/refresh";
import type { Rehearsal, Rule, Thresholds } from "../../api/types";
import { words } from "../../i18n/language";
import { Field, fieldText, Form } from "../../ui/controls/form";
import { showToast } from "../../ui/feedback/toast";
import { Rehearse, type RuleDraft } from "./rehearsal";

interface RuleFormProps {
  rule: Rule;
  onClose: () => void;
}

export function RuleForm({ rule, onClose }: RuleFormProps) {
  const { rules: t, rehearsal, metrics, values } = words.value;
  const found = useSignal<Rehearsal | null>(null);
  const bound = (name: keyof Thresholds) => (
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
      submitLabel={found.value ? rehearsal.activate : t.save}
      onClose={onClose}
      onSend={async (fields) => {
        await saveRule(rule, rule.version, draftOf(fields));
        showToast(t.saved, () => saveRule(rule, rule.version + 1, rule));
      }}
    >
      {/* What was found is about other values as soon as one of them is changed. */}
      <div class="rule-fields" onInput={() => (found.value = null)}>
        <div class="pair">
          {bound("warning")}
          {bound("critical")}
        </div>
        <Field label={t.clears} hint={t.clearsHint}>
          <input
            name="clearsAfter"
            type="number"
            min="1"
            max="14"
            required
            defaultValue={String(rule.clearsAfter)}
          />
        </Field>
        <label class="check">
          <input type="checkbox" name="enabled" defaultChecked={rule.enabled} /> {t.enabled}
        </label>
      </div>
      <Rehearse
        rule={rule}
        found={found.value}
        onFound={(rehearsed) => (found.value = rehearsed)}
        draftOf={draftOf}
      />
    </Form>
  );
}

function draftOf(fields: FormData): RuleDraft {
  return {
    thresholds: {
      warning: Number(fieldText(fields, "warning")),
      critical: Number(fieldText(fields, "critical")),
    },
    clearsAfter: Number(fieldText(fields, "clearsAfter")),
    enabled: fields.has("enabled"),
  };
}

async function saveRule(
  rule: Rule,
  version: number,
  { thresholds, clearsAfter, enabled }: RuleDraft,
): Promise<void> {
  const params = { path: { metric: rule.metric }, header: ifMatch(version) };
  await dataOf(api.PUT("/rules/{metric}", { params, body: { thresholds, clearsAfter, enabled } }));
  refresh();
}

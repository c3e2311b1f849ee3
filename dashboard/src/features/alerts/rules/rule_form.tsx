/** The form that changes a rule. A draft can be rehearsed first: see what it would have done. */

import { useSignal } from "@preact/signals";
import { api, dataOf, ifMatch, Problem } from "../../../api/client";
import { refresh } from "../../../api/refresh";
import type { Rehearsal, Rule, Thresholds } from "../../../api/types";
import { words } from "../../../i18n/language";
import { ConflictForm } from "../../../ui/controls/conflict";
import { openDialog } from "../../../ui/controls/dialogs";
import { Field, fieldText, Form } from "../../../ui/controls/form";
import { Table } from "../../../ui/display/table";
import { showToast } from "../../../ui/feedback/toast";
import { Rehearse, type RuleDraft } from "./rehearsal";
import { changeColumns } from "./rule_columns";
import { StartShadow } from "./shadows";

interface RuleFormProps {
  rule: Rule;
  /** Whether a shadow of it is running: a rule has one at a time. */
  hasShadow: boolean;
  onClose: () => void;
}

export function RuleForm({ rule, hasShadow, onClose }: RuleFormProps) {
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
        await saveRule(rule, draftOf(fields));
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
      {found.value && !hasShadow && (
        <StartShadow rule={rule} draft={found.value.draft} onStarted={onClose} />
      )}
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

/** Throws Problem, unless somebody else has changed the rule meanwhile: then it asks. */
async function saveRule(rule: Rule, draft: RuleDraft): Promise<void> {
  const { rules: t } = words.value;
  const saved = await putRule(rule, draft);
  if (saved) showToast(t.saved, async () => (await putRule(saved, rule)) !== null);
}

/** Returns the rule as changed; null if it was not, and the person was asked. */
async function putRule(rule: Rule, draft: RuleDraft): Promise<Rule | null> {
  const { thresholds, clearsAfter, enabled } = draft;
  const path = { metric: rule.metric };
  const params = { path, header: ifMatch(rule.version) };
  const body = { thresholds, clearsAfter, enabled };
  try {
    return await dataOf(api.PUT("/rules/{metric}", { params, body }));
  } catch (failure) {
    if (!(failure instanceof Problem && failure.status === 412)) throw failure;
    const versions = await dataOf(api.GET("/rules/{metric}/versions", { params: { path } }));
    askAgain(
      versions.rules.filter(({ version }) => version > rule.version),
      draft,
    );
    return null;
  } finally {
    refresh();
  }
}

/** `newer` are the versions that others have made, the oldest first. */
function askAgain(newer: readonly Rule[], draft: RuleDraft): void {
  const { rules: t, metrics } = words.value;
  const current = newer.at(-1);
  if (!current) return;
  openDialog((close) => (
    <ConflictForm action={t.save} onClose={close} onSend={() => saveRule(current, draft)}>
      <h3>{metrics[current.metric].name}</h3>
      <Table
        label={t.versions}
        columns={changeColumns()}
        rows={newer.toReversed()}
        keyOf={({ version }) => version}
      />
    </ConflictForm>
  ));
}

/** The weights of the health score's parts. An administrator rehearses others; the program has them. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../../api/client";
import { useResource } from "../../../api/resource";
import type { ScoreWeights, WeightsRehearsal } from "../../../api/types";
import { date, number } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { may } from "../../../session/session";
import { Field, fieldText, Form } from "../../../ui/controls/form";
import { Table } from "../../../ui/display/table";
import { Loaded } from "../../../ui/feedback/loaded";
import { FirstRows } from "./first_rows";
import { CustomerLink } from "./rehearsal_result";

const PARTS = ["billing", "engagement", "support", "operations"] as const;
const COLOURS = ["green", "yellow", "red", "none"] as const;

export function Weights() {
  const { weights: t } = words.value;
  const open = useSignal(false);
  if (!may("admin")) return null;
  return (
    <section class="box">
      <header>
        <h2>{t.title}</h2>
        <span class="quiet">{t.lead}</span>
      </header>
      <button type="button" class="small" onClick={() => (open.value = true)}>
        {t.rehearse}
      </button>
      {open.value && <WeightsForm onClose={() => (open.value = false)} />}
    </section>
  );
}

function WeightsForm({ onClose }: { onClose: () => void }) {
  const { weights: t } = words.value;
  const weights = useResource("weights", () => dataOf(api.GET("/score-weights")));
  const found = useSignal<WeightsRehearsal | null>(null);
  const rehearse = async (fields: FormData): Promise<void> => {
    const weight = (part: (typeof PARTS)[number]): number => Number(fieldText(fields, part));
    const body = {
      billing: weight("billing"),
      engagement: weight("engagement"),
      support: weight("support"),
      operations: weight("operations"),
    };
    found.value = await dataOf(api.POST("/score-weights/rehearsals", { body }));
  };
  return (
    <Form
      title={t.rehearse}
      lead={t.formLead}
      submitLabel={words.value.rehearsal.rehearse}
      stays
      onClose={onClose}
      onSend={rehearse}
    >
      <Loaded of={weights}>
        {(known) => <WeightFields weights={known} onInput={() => (found.value = null)} />}
      </Loaded>
      {found.value && <Reweighed found={found.value} />}
    </Form>
  );
}

function WeightFields({ weights, onInput }: { weights: ScoreWeights; onInput: () => void }) {
  const { context } = words.value;
  return (
    <div class="pair" onInput={onInput}>
      {PARTS.map((part) => (
        <Field key={part} label={context.scoreParts[part]}>
          <input
            name={part}
            type="number"
            min="0"
            max="100"
            required
            defaultValue={String(weights[part])}
          />
        </Field>
      ))}
    </div>
  );
}

function Reweighed({ found }: { found: WeightsRehearsal }) {
  const { weights: t, rehearsal: r } = words.value;
  const { now, draft, customers, first } = found;
  return (
    <div class="rehearsal" role="status">
      <p class="quiet">
        {first ? t.period(date(first), number(found.compared)) : t.nothingKept}
      </p>
      <Table
        label={r.both}
        tight
        keyOf={(colour) => colour}
        rows={COLOURS}
        columns={[
          { title: r.customers, show: (colour) => t.colours[colour] },
          { title: t.now, kind: "figure", show: (colour) => number(now[colour]) },
          { title: r.draft, kind: "figure", show: (colour) => number(draft[colour]) },
        ]}
      />
      {customers.length === 0 ? (
        <p>{t.same}</p>
      ) : (
        <FirstRows
          label={t.changed}
          tight
          keyOf={({ id }) => id}
          rows={customers}
          columns={[
            { title: t.changed, show: (customer) => <CustomerLink {...customer} /> },
            { title: t.now, show: (one) => scoreText(one.now, one.colourNow) },
            { title: r.draft, show: (one) => scoreText(one.draft, one.colourDraft) },
            {
              title: t.days,
              kind: "figure",
              show: (one) => t.daysOf(number(one.changedDays), number(one.days)),
            },
          ]}
        />
      )}
    </div>
  );
}

function scoreText(score: number | undefined, colour: (typeof COLOURS)[number]): string {
  return `${score === undefined ? "–" : number(score)} (${words.value.weights.colours[colour]})`;
}

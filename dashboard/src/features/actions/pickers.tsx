/** What an action is about, to be chosen from what the customer has: nobody types an id. */

import { api, dataOf } from "../../api/client";
import { useContextSection } from "../../api/context";
import { type Resource, useResource } from "../../api/resource";
import { date, money } from "../../i18n/format";
import { language, words } from "../../i18n/language";
import { Field } from "../../ui/controls/form";
import { failureLines } from "../../ui/feedback/failure";
import { planText } from "../../ui/records/plan";
import { ticketLine } from "../../ui/records/ticket";
import { usePlans } from "./plans";

interface OptionGroup {
  title?: string;
  /** The reason why none of these may be chosen here is their title. */
  closed?: boolean;
  options: readonly (readonly [string, string])[];
}

interface PickerProps<T> {
  name: string;
  label: string;
  from: Resource<T>;
  groups: (data: T) => readonly OptionGroup[];
  /** What to say where nothing can be chosen. */
  none: (data: T) => string;
}

/** A choice that must be made: without one, for whatever reason, the form does not go out. */
function Picker<T>({ name, label, from, groups, none }: PickerProps<T>) {
  const { actions: t, common } = words.value;
  const data = from.data.value;
  const failure = from.failure.value;
  const known = data === undefined ? [] : groups(data);
  const anything = known.some((one) => !one.closed && one.options.length);
  const said = anything ? "" : data !== undefined ? none(data) : failure && failureLines(failure).join(" ");
  return (
    <>
      <Field label={label}>
        <select name={name} required aria-busy={!data && !failure}>
          <option value="">{anything || said ? t.choose : `${common.loading}…`}</option>
          {known.map(({ title, closed, options }) =>
            title ? (
              <optgroup key={title} label={title} disabled={closed ?? false}>
                {options.map(option)}
              </optgroup>
            ) : (
              options.map(option)
            ),
          )}
        </select>
      </Field>
      {said && (
        <p class="refused" role="status">
          {said}{" "}
          {failure && (
            <button type="button" class="link" onClick={() => void from.reload()}>
              {common.retry}
            </button>
          )}
        </p>
      )}
    </>
  );
}

function option([value, text]: readonly [string, string]) {
  return (
    <option key={value} value={value}>
      {text}
    </option>
  );
}

interface CustomerProps {
  id: string;
}

export function TicketPicker({ id }: CustomerProps) {
  const { actions: t } = words.value;
  return (
    <Picker
      name="ticket_id"
      label={t.fields.ticket_id}
      from={useContextSection(id, "support")}
      groups={({ sections: { support } }) => [
        { options: (support?.data?.open ?? []).map((one) => [one.id, ticketLine(one)]) },
      ]}
      none={({ sections: { support } }) => support?.error?.text[language.value] ?? t.noTickets}
    />
  );
}

export function InvoicePicker({ id }: CustomerProps) {
  const { actions: t, context } = words.value;
  const open = useResource(`open invoices ${id}`, () =>
    dataOf(
      api.GET("/customers/{company_id}/invoices", {
        params: { path: { company_id: id }, query: { status: "open", limit: 100 } },
      }),
    ),
  );
  return (
    <Picker
      name="invoice_id"
      label={t.fields.invoice_id}
      from={open}
      groups={({ invoices }) => [
        {
          options: invoices.map((one) => [
            one.id,
            [
              one.number ?? one.id,
              money(one.amount),
              one.dueAt ? context.dueOn(date(one.dueAt)) : date(one.createdAt),
            ].join(" · "),
          ]),
        },
      ]}
      none={() => t.noInvoices}
    />
  );
}

type PlanChange = "upgrade" | "downgrade";

/** All plans, so that an agent sees what there is; those of the other direction can't be chosen. */
export function PlanPicker({ id, change }: CustomerProps & { change: PlanChange }) {
  const { actions: t } = words.value;
  const other: PlanChange = change === "upgrade" ? "downgrade" : "upgrade";
  return (
    <Picker
      name="price_id"
      label={t.fields.price_id}
      from={usePlans(id)}
      groups={({ choices }) => {
        const group = (wanted: PlanChange | undefined, title: string, closed = false): OptionGroup => ({
          title,
          closed,
          options: choices
            .filter((one) => one.change === wanted)
            .map(({ plan }) => [plan.id, planText(plan)]),
        });
        return [
          group(change, t.planChanges[change]),
          group(undefined, t.theirPlan, true),
          group(other, t.otherDirection[other], true),
        ].filter(({ options }) => options.length);
      }}
      none={() => t.noPlans[change]}
    />
  );
}

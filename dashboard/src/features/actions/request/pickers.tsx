/** Choices of a customer's ticket, invoice or plan, so that nobody has to type an id. */

import { api, dataOf } from "../../../api/client";
import { useContextSection } from "../../../api/customer/context";
import { type Resource, useResource } from "../../../api/resource";
import { date, money } from "../../../i18n/format";
import { language, words } from "../../../i18n/language";
import { Field } from "../../../ui/controls/form";
import { failureLines } from "../../../ui/feedback/failure";
import { planText } from "../../../ui/records/plan";
import { ticketLine } from "../../../ui/records/ticket";
import { usePlans } from "../plans";

interface OptionGroup {
  title?: string;
  /** Shows the options but lets nobody choose them; the title says why. */
  closed?: boolean;
  options: readonly (readonly [string, string])[];
}

interface PickerProps<T> {
  name: string;
  label: string;
  from: Resource<T>;
  groups: (data: T) => readonly OptionGroup[];
  /** What to say if there is nothing to choose. */
  noneText: (data: T) => string;
}

/** A required choice: without one, even because loading failed, the form is not sent. */
function Picker<T>({ name, label, from, groups, noneText }: PickerProps<T>) {
  const { actions: t, common } = words.value;
  const data = from.data.value;
  const failure = from.failure.value;
  const found = data === undefined ? [] : groups(data);
  const hasChoice = found.some(({ closed, options }) => !closed && options.length);
  const problem = hasChoice
    ? ""
    : data !== undefined
      ? noneText(data)
      : failure && failureLines(failure).join(" ");
  return (
    <>
      <Field label={label}>
        <select name={name} required aria-busy={!data && !failure}>
          <option value="">{hasChoice || problem ? t.choose : `${common.loading}…`}</option>
          {found.map(({ title, closed, options }) =>
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
      {problem && (
        <p class="refused" role="status">
          {problem}{" "}
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
        { options: (support?.data?.open ?? []).map((ticket) => [ticket.id, ticketLine(ticket)]) },
      ]}
      noneText={({ sections: { support } }) => support?.error?.text[language.value] ?? t.noTickets}
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
          options: invoices.map(({ id, number, amount, dueAt, createdAt }) => [
            id,
            [
              number ?? id,
              money(amount),
              dueAt ? context.dueOn(date(dueAt)) : date(createdAt),
            ].join(" · "),
          ]),
        },
      ]}
      noneText={() => t.noInvoices}
    />
  );
}

type PlanChange = "upgrade" | "downgrade";

/** All plans, so that an agent sees what exists; only those of the right direction can be chosen. */
export function PlanPicker({ id, change }: CustomerProps & { change: PlanChange }) {
  const { actions: t } = words.value;
  const other: PlanChange = change === "upgrade" ? "downgrade" : "upgrade";
  return (
    <Picker
      name="price_id"
      label={t.fields.price_id}
      from={usePlans(id)}
      groups={({ choices }) => {
        const group = (direction: PlanChange | undefined, title: string, closed = false) => ({
          title,
          closed,
          options: choices
            .filter((choice) => choice.change === direction)
            .map(({ plan }) => [plan.id, planText(plan)] as const),
        });
        return [
          group(change, t.planChanges[change]),
          group(undefined, t.theirPlan, true),
          group(other, t.otherDirection[other], true),
        ].filter(({ options }) => options.length);
      }}
      noneText={() => t.noPlans[change]}
    />
  );
}

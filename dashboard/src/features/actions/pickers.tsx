/** What an action is about, to be chosen from what the customer has: nobody types an id. */

import { api, body } from "../../api/client";
import { date, money } from "../../i18n/format";
import { language, words } from "../../i18n/language";
import { Field } from "../../ui/controls/form";
import { told } from "../../ui/feedback/failure";
import { type Resource, useResource } from "../../api/resource";
import { planned } from "../../ui/records/plan";
import { usePlans } from "./plans";
import { useContextSection } from "../../api/context";
import { ticketLine } from "../../ui/records/ticket";

interface Group {
  title?: string;
  /** The reason why none of these may be chosen here is their title. */
  closed?: boolean;
  options: readonly (readonly [string, string])[];
}

interface PickProps<T> {
  name: string;
  label: string;
  from: Resource<T>;
  groups: (data: T) => readonly Group[];
  /** What to say where nothing can be chosen. */
  none: (data: T) => string;
}

/** A choice that must be made: without one, for whatever reason, the form does not go out. */
function Pick<T>({ name, label, from, groups, none }: PickProps<T>) {
  const { actions: t, common } = words.value;
  const data = from.data.value;
  const failure = from.failure.value;
  const known = data === undefined ? [] : groups(data);
  const anything = known.some((one) => !one.closed && one.options.length);
  const said = anything ? "" : data !== undefined ? none(data) : failure && told(failure).join(" ");
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
            <button type="button" class="link" onClick={() => void from.ask()}>
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

interface OfCustomer {
  id: string;
}

export function PickTicket({ id }: OfCustomer) {
  const { actions: t } = words.value;
  return (
    <Pick
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

export function PickInvoice({ id }: OfCustomer) {
  const { actions: t, context } = words.value;
  const open = useResource(`open invoices ${id}`, () =>
    body(
      api.GET("/customers/{company_id}/invoices", {
        params: { path: { company_id: id }, query: { status: "open", limit: 100 } },
      }),
    ),
  );
  return (
    <Pick
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
              one.dueAt ? context.due(date(one.dueAt)) : date(one.createdAt),
            ].join(" · "),
          ]),
        },
      ]}
      none={() => t.noInvoices}
    />
  );
}

type Change = "upgrade" | "downgrade";

/** All plans, so that an agent sees what there is; those of the other direction can't be chosen. */
export function PickPlan({ id, change }: OfCustomer & { change: Change }) {
  const { actions: t } = words.value;
  const other: Change = change === "upgrade" ? "downgrade" : "upgrade";
  return (
    <Pick
      name="price_id"
      label={t.fields.price_id}
      from={usePlans(id)}
      groups={({ choices }) => {
        const group = (wanted: Change | undefined, title: string, closed = false): Group => ({
          title,
          closed,
          options: choices
            .filter((one) => one.change === wanted)
            .map(({ plan }) => [plan.id, planned(plan)]),
        });
        return [
          group(change, t.changes[change]),
          group(undefined, t.theirPlan, true),
          group(other, t.elsewhere[other], true),
        ].filter(({ options }) => options.length);
      }}
      none={() => t.noPlans[change]}
    />
  );
}

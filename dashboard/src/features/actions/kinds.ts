/** The kinds of quick actions, and the fields that each asks for. The API decides who approves. */

import type { QuickAction } from "../../api/types";
import type { Words } from "../../i18n/en";

export type ActionKind = QuickAction["kind"];
export type FieldName = keyof Words["actions"]["fields"];

/** Who approves (a tier, or it depends on the amount), and the kinds in the order of the menu. */
type ApprovalGroup = readonly [1 | 2 | 3 | "amount" | "hold", readonly ActionKind[]];

const APPROVAL_GROUPS: readonly [ApprovalGroup, ...ApprovalGroup[]] = [
  [1, ["create_ticket", "escalate", "send_email", "add_note", "schedule_call", "record_review", "export_data"]],
  ["amount", ["credit", "refund"]],
  [2, ["extend_trial", "downgrade", "pause_billing", "mark_vip", "override_sla"]],
  [3, ["waive_fees", "discount", "contract_change", "upgrade"]],
  ["hold", ["set_legal_hold", "clear_legal_hold"]],
];

/** Returns the groups that a person may request: a legal hold takes a supervisor. */
export function menuGroups(isSupervisor: boolean): readonly ApprovalGroup[] {
  return APPROVAL_GROUPS.filter(([group]) => group !== "hold" || isSupervisor);
}

export function approvalGroup(kind: ActionKind): ApprovalGroup[0] {
  const [group] = APPROVAL_GROUPS.find(([, kinds]) => kinds.includes(kind)) ?? APPROVAL_GROUPS[0];
  return group;
}

export const FIELDS: Record<ActionKind, readonly FieldName[]> = {
  create_ticket: ["subject", "body", "priority"],
  escalate: ["ticket_id"],
  send_email: ["template"],
  add_note: ["text"],
  schedule_call: ["title", "start", "minutes"],
  record_review: ["text"],
  export_data: [],
  credit: ["amount", "currency"],
  refund: ["amount", "currency"],
  extend_trial: ["until"],
  downgrade: ["price_id"],
  upgrade: ["price_id"],
  pause_billing: ["resume_at"],
  mark_vip: [],
  override_sla: ["ticket_id", "priority"],
  waive_fees: ["invoice_id"],
  discount: ["percent", "months"],
  contract_change: ["contract_end"],
  set_legal_hold: [],
  clear_legal_hold: [],
};

/** Returns the end of a day in the person's time zone, as an instant. */
function endOfDay(day: string): string {
  return new Date(`${day}T23:59:00`).toISOString();
}

/** Converts a field's text to the API's name and value; other fields are sent as they are. */
const TO_API: Partial<Record<FieldName, (text: string) => readonly [string, unknown]>> = {
  amount: (text) => ["cents", Math.round(Number(text) * 100)],
  start: (text) => ["start", new Date(text).toISOString()],
  minutes: (text) => ["minutes", Number(text)],
  until: (text) => ["until", endOfDay(text)],
  resume_at: (text) => ["resumeAt", endOfDay(text)],
  price_id: (text) => ["priceId", text],
  ticket_id: (text) => ["ticketId", text],
  invoice_id: (text) => ["invoiceId", text],
  contract_end: (text) => ["contractEnd", text],
  percent: (text) => ["percent", Number(text)],
  months: (text) => ["months", Number(text)],
};

/** Builds the request for an action from the form's texts, without the empty ones. */
export function actionRequest(
  kind: ActionKind,
  textOf: (name: string) => string,
): Record<string, unknown> {
  const fields = FIELDS[kind].flatMap((name) => {
    const text = textOf(name);
    if (!text) return [];
    return [TO_API[name]?.(text) ?? [name, text]] as const;
  });
  return { kind, reason: textOf("reason"), ...Object.fromEntries(fields) };
}

/** Whether an action has a reference in another system. */

/** Kinds that change only our own database: what they answer says no more than the kind. */
const WITHOUT_REFERENCE: readonly string[] = ["mark_vip", "set_legal_hold", "clear_legal_hold"];

export function hasReference(kind: string): boolean {
  return !WITHOUT_REFERENCE.includes(kind);
}

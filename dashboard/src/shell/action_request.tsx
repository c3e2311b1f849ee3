/** The form of a quick action over any page, for the keys and the palette. */

import { signal } from "@preact/signals";
import type { ActionKind } from "../features/actions/kinds";
import { lazy } from "../ui/feedback/lazy";

const RequestForm = lazy(
  async () => ({ default: (await import("../features/actions/request/request_form")).RequestForm }),
  null,
);

interface WantedAction {
  id: string;
  kind: ActionKind;
  /** The customer's name, where the page below is not about this customer alone. */
  lead?: string;
}

const wanted = signal<WantedAction | null>(null);

export function requestAction(action: WantedAction): void {
  wanted.value = action;
}

export function ActionRequest() {
  if (!wanted.value) return null;
  return <RequestForm {...wanted.value} onClose={() => (wanted.value = null)} />;
}

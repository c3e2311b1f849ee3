/** A dialog that asks for something, sends it, and says what was refused. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { words } from "../../i18n/language";
import { Dialog } from "./dialog";
import { Told, told } from "../feedback/failure";

interface FormProps {
  title: string;
  lead?: string;
  action: string;
  danger?: boolean;
  onClose: () => void;
  /** May throw: what it throws is shown, and the dialog stays. */
  send: (fields: FormData) => Promise<void>;
  children?: ComponentChildren;
}

export function Form({ title, lead, action, danger, onClose, send, children }: FormProps) {
  const refused = useSignal<Error | null>(null);
  const busy = useSignal(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    refused.value = null;
    try {
      await send(new FormData(event.target as HTMLFormElement));
      onClose();
    } catch (failure) {
      refused.value = failure as Error;
    } finally {
      busy.value = false;
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => void submit(event as SubmitEvent)}
        onInvalidCapture={(event) => complain(event.target)}
        onInputCapture={(event) => complain(event.target)}
      >
        {lead && <p class="quiet">{lead}</p>}
        {children}
        {refused.value && (
          <p class="refused" role="alert">
            <Told lines={told(refused.value)} />
          </p>
        )}
        <footer>
          <button type="button" onClick={onClose}>
            {words.value.common.cancel}
          </button>
          <button type="submit" class={danger ? "danger" : "primary"} disabled={busy.value}>
            {action}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** What is left empty is asked for in the page's language; the browser's own may be another. */
function complain(field: EventTarget | null): void {
  const asked = field as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  asked.setCustomValidity(asked.validity.valueMissing ? words.value.common.fillIn : "");
}

interface FieldProps {
  label: string;
  hint?: string;
  children: ComponentChildren;
}

export function Field({ label, hint, children }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
      {hint && <small class="quiet">{hint}</small>}
    </label>
  );
}

export function text(fields: FormData, name: string): string {
  return String(fields.get(name) ?? "").trim();
}

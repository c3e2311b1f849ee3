/** A dialog that asks for something, sends it, and says what was refused. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { words } from "../../i18n/language";
import { Dialog } from "./dialog";
import { FailureText, failureLines } from "../feedback/failure";

interface FormProps {
  title: string;
  lead?: string;
  submitLabel: string;
  danger?: boolean;
  onClose: () => void;
  /** May throw: what it throws is shown, and the dialog stays. */
  onSend: (fields: FormData) => Promise<void>;
  children?: ComponentChildren;
}

export function Form({ title, lead, submitLabel, danger, onClose, onSend, children }: FormProps) {
  const refused = useSignal<Error | null>(null);
  const busy = useSignal(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    refused.value = null;
    try {
      await onSend(new FormData(event.target as HTMLFormElement));
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
        onInvalidCapture={(event) => reportMissing(event.target)}
        onInputCapture={(event) => reportMissing(event.target)}
      >
        {lead && <p class="quiet">{lead}</p>}
        {children}
        {refused.value && (
          <p class="refused" role="alert">
            <FailureText lines={failureLines(refused.value)} />
          </p>
        )}
        <footer>
          <button type="button" onClick={onClose}>
            {words.value.common.cancel}
          </button>
          <button type="submit" class={danger ? "danger" : "primary"} disabled={busy.value}>
            {submitLabel}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** What is left empty is asked for in the page's language; the browser's own may be another. */
function reportMissing(field: EventTarget | null): void {
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

export function fieldText(fields: FormData, name: string): string {
  return String(fields.get(name) ?? "").trim();
}

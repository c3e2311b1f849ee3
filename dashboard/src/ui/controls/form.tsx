/** A dialog with a form. It stays open and shows the error if sending fails. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { words } from "../../i18n/language";
import { failureLines, FailureText } from "../feedback/failure";
import { Dialog } from "./dialog";

interface FormProps {
  title: string;
  lead?: string;
  submitLabel: string;
  danger?: boolean;
  onClose: () => void;
  /** Sends the fields; an error it throws is shown in the dialog. */
  onSend: (fields: FormData) => Promise<void>;
  children?: ComponentChildren;
}

export function Form({ title, lead, submitLabel, danger, onClose, onSend, children }: FormProps) {
  const failure = useSignal<Error | null>(null);
  const busy = useSignal(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    failure.value = null;
    try {
      await onSend(new FormData(event.target as HTMLFormElement));
      onClose();
    } catch (error) {
      failure.value = error as Error;
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
        {failure.value && (
          <p class="refused" role="alert">
            <FailureText lines={failureLines(failure.value)} />
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

/** Asks for an empty field in the page's language: the browser's own message may be in another. */
function reportMissing(field: EventTarget | null): void {
  const input = field as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  input.setCustomValidity(input.validity.valueMissing ? words.value.common.fillIn : "");
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

/** The reason that every decision asks for; the children are its first text. */
export function ReasonField({ children }: { children?: string }) {
  const { alerts, common } = words.value;
  return (
    <Field label={alerts.reason} hint={common.required}>
      <textarea name="reason" required maxLength={500} autofocus>
        {children}
      </textarea>
    </Field>
  );
}

export function fieldText(fields: FormData, name: string): string {
  return String(fields.get(name) ?? "").trim();
}

/** A dialog with a form. It stays open and shows the error if sending fails, and asks before it
 * discards what was written. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { words } from "../../i18n/language";
import { failureLines, FailureText } from "../feedback/failure";
import { Dialog } from "./dialog";
import { useDiscard } from "./discard";

interface FormProps {
  title: string;
  lead?: string | undefined;
  /** Says what will happen, such as "Send". */
  submitLabel: string;
  danger?: boolean;
  /** Whether it stays open after sending, to show what came back. */
  stays?: boolean;
  onClose: () => void;
  /** Sends the fields; an error it throws is shown in the dialog. */
  onSend: (fields: FormData) => Promise<void>;
  children?: ComponentChildren;
}

export function Form(props: FormProps) {
  const { title, lead, submitLabel, danger, stays, onClose, onSend, children } = props;
  const failure = useSignal<Error | null>(null);
  const busy = useSignal(false);
  const { onWritten, close, question } = useDiscard(onClose);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    failure.value = null;
    try {
      await onSend(new FormData(event.target as HTMLFormElement));
      if (!stays) onClose();
    } catch (error) {
      failure.value = error as Error;
    } finally {
      busy.value = false;
    }
  };
  return (
    <Dialog title={title} onClose={close}>
      <form
        onInput={onWritten}
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
        {question || (
          <div class="foot">
            <button type="button" onClick={close}>
              {words.value.common.cancel}
            </button>
            <button type="submit" class={danger ? "danger" : "primary"} disabled={busy.value}>
              {submitLabel}
            </button>
          </div>
        )}
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

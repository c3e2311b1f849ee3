/** A change that somebody else was faster with: shows what they did, and asks whether to go on. */

import type { ComponentChildren } from "preact";
import { words } from "../../i18n/language";
import { Dialog } from "./dialog";
import { Form } from "./form";

interface ConflictFormProps {
  /** Says what would be done, such as "Approve". */
  action: string;
  /** Says why it can't be done any more. */
  over?: string | false;
  onClose: () => void;
  onSend: () => Promise<void>;
  /** What happened meanwhile. */
  children: ComponentChildren;
}

export function ConflictForm({ action, over, onClose, onSend, children }: ConflictFormProps) {
  const { conflict: t } = words.value.common;
  if (over) {
    return (
      <Dialog title={t.title} onClose={onClose}>
        {children}
        <p class="quiet">{over}</p>
      </Dialog>
    );
  }
  return (
    <Form
      title={t.title}
      lead={t.lead}
      submitLabel={t.allTheSame(action)}
      onClose={onClose}
      onSend={onSend}
    >
      {children}
    </Form>
  );
}

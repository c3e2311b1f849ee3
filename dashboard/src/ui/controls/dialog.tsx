/** A modal dialog of the browser, which keeps the focus inside; closing returns it.
 *
 * A press outside closes it only if it also began outside: not where a selection of text ends. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useId, useRef } from "preact/hooks";
import { words } from "../../i18n/language";
import { Icon } from "../display/icon";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}

export function Dialog({ title, onClose, children, wide }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const pressBeganOutside = useRef(false);
  const id = useId();
  // Layout effects, because Preact ends others only after the next paint: keys pressed until then
  // would go to a dialog that is closed.
  useLayoutEffect(() => {
    // Not left to the browser, which lets a page keep a dialog open at the first Escape only.
    const closeOnEscape = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      event.preventDefault();
      onClose();
    };
    addEventListener("keydown", closeOnEscape);
    return () => removeEventListener("keydown", closeOnEscape);
  }, [onClose]);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    // Without this the browser focuses the close button, which comes first.
    if (!dialog.current?.querySelector("[autofocus]")) {
      dialog.current?.querySelector<HTMLElement>("input, select, textarea")?.focus();
    }
    return () => {
      // While it is open, nothing outside of it can get the focus.
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "wide" : ""}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => (pressBeganOutside.current = isOutside(dialog.current, event))}
      onClick={(event) => pressBeganOutside.current && isOutside(dialog.current, event) && onClose()}
    >
      <div class="dialog-body">
        <header>
          <h2 id={id}>{title}</h2>
          <button
            type="button"
            class="plain"
            aria-label={words.value.common.close}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** Whether the mouse is beside the dialog. The event's target alone does not say: it is the dialog
 * for its scroll bar, too. */
function isOutside(dialog: HTMLElement | null, event: MouseEvent): boolean {
  if (!dialog || event.target !== dialog) return false;
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  return x < left || x > right || y < top || y > bottom;
}

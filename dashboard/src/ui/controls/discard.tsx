/** Keeps what a person has written in a form until they say that it may go. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../../i18n/language";
import { holdAddress } from "../../router";

interface Discard {
  /** To be called when something is written. */
  onWritten: () => void;
  /** Closes the form, or asks first. While it asks, closing means to go on writing. */
  close: () => void;
  question: ComponentChildren;
}

/** Asks before a form is closed, or the page is left, with something written. */
export function useDiscard(onClose: () => void): Discard {
  const written = useSignal(false);
  const leave = useSignal<(() => void) | null>(null);
  // A layout effect, because Preact ends others only after the next paint, and until then a form
  // that was sent and closed would still hold the address.
  useLayoutEffect(() => {
    if (!written.value) return;
    return holdAddress((go) => {
      leave.value = () => {
        onClose();
        go();
      };
    });
  }, [written.value]);
  const close = (): void => {
    if (!written.value) onClose();
    else leave.value = leave.value ? null : onClose;
  };
  return {
    onWritten: () => void (written.value = true),
    close,
    question: leave.value && <Question onKeep={close} onDiscard={leave.value} />,
  };
}

interface QuestionProps {
  onKeep: () => void;
  onDiscard: () => void;
}

function Question({ onKeep, onDiscard }: QuestionProps) {
  const { common } = words.value;
  const keep = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    keep.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <div class="foot" role="alert">
      <p class="strong">{common.discardQuestion}</p>
      <button ref={keep} type="button" onClick={onKeep}>
        {common.keepWriting}
      </button>
      <button type="button" class="danger" onClick={onDiscard}>
        {common.discard}
      </button>
    </div>
  );
}

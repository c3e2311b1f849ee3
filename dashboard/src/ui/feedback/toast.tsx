/** A short message at the bottom of the window, with a button to undo where that is possible, and
 * another where there is more to do. */

import { signal } from "@preact/signals";
import { words } from "../../i18n/language";
import { Icon } from "../display/icon";
import { failureLines } from "./failure";

/** Returns false if nothing was undone, and the person knows already. */
type Undo = () => Promise<unknown>;

interface More {
  label: string;
  run: () => void;
}

interface Toast {
  text: string;
  undo: Undo | undefined;
  more: More | undefined;
}

const toast = signal<Toast | null>(null);
const SECONDS = 12;
let timer = 0;

export function showFailure(failure: unknown): void {
  showToast(failureLines(failure as Error).join(" "));
}

export function showToast(text: string, undo?: Undo, more?: More): void {
  toast.value = { text, undo, more };
  clearTimeout(timer);
  timer = window.setTimeout(() => (toast.value = null), SECONDS * 1000);
}

async function runUndo(undo: Undo): Promise<void> {
  toast.value = null;
  try {
    if ((await undo()) !== false) showToast(words.value.common.undone);
  } catch (failure) {
    showFailure(failure);
  }
}

function runMore({ run }: More): void {
  toast.value = null;
  run();
}

export function Toasts() {
  const shown = toast.value;
  const { common } = words.value;
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown && (
        <div class="toast">
          <span>{shown.text}</span>
          {shown.undo && (
            <button type="button" onClick={() => shown.undo && void runUndo(shown.undo)}>
              {common.undo}
            </button>
          )}
          {shown.more && (
            <button type="button" onClick={() => shown.more && runMore(shown.more)}>
              {shown.more.label}
            </button>
          )}
          <button
            type="button"
            class="plain"
            aria-label={common.close}
            onClick={() => (toast.value = null)}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}

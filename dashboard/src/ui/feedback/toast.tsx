/** A short message at the bottom of the window, with a button to undo where that is possible. */

import { signal } from "@preact/signals";
import { words } from "../../i18n/language";
import { Icon } from "../display/icon";
import { failureLines } from "./failure";

interface Toast {
  text: string;
  undo?: () => Promise<void>;
}

const toast = signal<Toast | null>(null);
const SECONDS = 12;
let timer = 0;

export function showFailure(failure: unknown): void {
  showToast(failureLines(failure as Error).join(" "));
}

export function showToast(text: string, undo?: () => Promise<void>): void {
  toast.value = { text, ...(undo ? { undo } : {}) };
  clearTimeout(timer);
  timer = window.setTimeout(() => (toast.value = null), SECONDS * 1000);
}

async function runUndo(undo: () => Promise<void>): Promise<void> {
  toast.value = null;
  try {
    await undo();
    showToast(words.value.common.undone);
  } catch (failure) {
    showFailure(failure);
  }
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

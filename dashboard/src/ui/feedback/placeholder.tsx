/** Stands where data is still loading, or where there is none. */

import type { ComponentChildren } from "preact";
import { words } from "../../i18n/language";

export function Skeleton({ lines = 3, label }: { lines?: number; label?: string }) {
  return (
    <div class="skeleton" role="status" aria-label={label ?? words.value.common.loading}>
      {Array.from({ length: lines }, (_, n) => (
        <span key={n} class="bone" />
      ))}
    </div>
  );
}

interface EmptyProps {
  title: string;
  hint: string;
  children?: ComponentChildren;
}

export function Empty({ title, hint, children }: EmptyProps) {
  return (
    <div class="empty">
      <p class="strong">{title}</p>
      <p class="quiet">{hint}</p>
      {children}
    </div>
  );
}

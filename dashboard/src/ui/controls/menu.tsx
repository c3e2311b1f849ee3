/** A button that opens a small panel beneath it; Escape, a click elsewhere, or leaving closes it. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "../display/icon";

interface MenuProps {
  label: ComponentChildren;
  name?: string;
  align?: "start" | "end";
  children: (close: () => void) => ComponentChildren;
}

export function Menu({ label, name, align = "end", children }: MenuProps) {
  const open = useSignal(false);
  const whole = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open.value) return;
    const elsewhere = (event: Event) => {
      if (!whole.current?.contains(event.target as Node)) open.value = false;
    };
    addEventListener("pointerdown", elsewhere);
    addEventListener("focusin", elsewhere);
    return () => {
      removeEventListener("pointerdown", elsewhere);
      removeEventListener("focusin", elsewhere);
    };
  }, [open.value]);
  const close = () => {
    open.value = false;
    whole.current?.querySelector("button")?.focus();
  };
  return (
    <div
      ref={whole}
      class="menu"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open.value) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        type="button"
        aria-expanded={open.value}
        aria-controls={id}
        {...(name ? { "aria-label": name } : {})}
        onClick={() => (open.value = !open.value)}
      >
        {label}
        <Icon name="down" />
      </button>
      <div id={id} class={`panel ${align}`} hidden={!open.value}>
        {open.value && children(close)}
      </div>
    </div>
  );
}

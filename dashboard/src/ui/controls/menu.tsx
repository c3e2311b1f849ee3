/** A button that opens a panel below it. Escape, or a click or the focus elsewhere, closes it. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useId, useRef } from "preact/hooks";
import { Icon } from "../display/icon";

interface MenuProps {
  label: ComponentChildren;
  /** The accessible name, where the label alone is not enough. */
  name?: string;
  align?: "start" | "end";
  children: (close: () => void) => ComponentChildren;
}

export function Menu({ label, name, align = "end", children }: MenuProps) {
  const open = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    if (!open.value) return;
    keepInWindow(root.current?.querySelector<HTMLElement>(".panel"));
    const closeIfOutside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) open.value = false;
    };
    addEventListener("pointerdown", closeIfOutside);
    addEventListener("focusin", closeIfOutside);
    return () => {
      removeEventListener("pointerdown", closeIfOutside);
      removeEventListener("focusin", closeIfOutside);
    };
  }, [open.value]);
  const close = () => {
    open.value = false;
    root.current?.querySelector("button")?.focus();
  };
  return (
    <div
      ref={root}
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

/** In pixels, between a panel and the edge of the window. */
const MARGIN = 8;

/** Moves a panel that would begin or end outside of the window. */
function keepInWindow(panel: HTMLElement | null | undefined): void {
  if (!panel) return;
  const { left, right } = panel.getBoundingClientRect();
  const tooFarRight = Math.min(0, innerWidth - MARGIN - right);
  panel.style.translate = `${left < MARGIN ? MARGIN - left : tooFarRight}px`;
}

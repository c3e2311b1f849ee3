/** A level, shown by colour, shape and text, since not everybody can tell the colours apart. */

import type { CompanyLevel, MetricLevel } from "../../api/types";
import { words } from "../../i18n/language";

type AnyLevel = CompanyLevel | MetricLevel;

const RING = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3z";

/** A stop sign, a warning triangle, a tick, and an empty ring. */
const SHAPES: Record<AnyLevel, string> = {
  critical: "M5 1h6l4 4v6l-4 4H5l-4-4V5zM7 4v5h2V4zm0 6.4v2h2v-2z",
  warning: "M8 1l7.5 14H.5zM7.1 6v4.6h1.8V6zm0 5.6v1.8h1.8v-1.8z",
  healthy: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm-1 10.4L3.7 8.1l1.3-1.3 2 2 4-4 1.3 1.300z",
  unknown: RING,
  none: RING,
};

export function LevelShape({ level, label }: { level: AnyLevel; label?: string }) {
  return (
    <svg
      class={`level-shape ${level}`}
      viewBox="0 0 16 16"
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      <path d={SHAPES[level]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}

export function Level({ level }: { level: AnyLevel }) {
  return (
    <span class={`level ${level}`}>
      <LevelShape level={level} />
      <span>{words.value.levels[level]}</span>
    </span>
  );
}

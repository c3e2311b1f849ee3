/** The dashboard's icons, as strokes on a grid of 16 by 16. */

const STROKES = {
  customers:
    "M2 13c0-2.5 2-4 4-4s4 1.5 4 4M6 7a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM11 9c1.8 0 3 1.3 3 3.500M10.5 2.300a2.4 2.4 0 0 1 0 4.6",
  alerts:
    "M8 1.800v1M3.5 11.500h9c-1-1-1.3-2-1.3-4.500A3.2 3.2 0 0 0 8 3.7 3.2 3.2 0 0 0 4.8 7c0 2.5-.3 3.5-1.3 4.500zM6.7 13.800h2.6",
  review:
    "M5.5 3.500h8M5.5 8h8M5.5 12.500h8M2 3.500l.8.800L4 2.800M2 8l.8.800L4 7.300M2 12.500l.8.800L4 11.8",
  approvals:
    "M8 14.500c3.5-1.5 5.5-3.5 5.5-7.500V3.500L8 1.5 2.5 3.500V7c0 4 2 6 5.5 7.500zM5.5 7.800l1.8 1.8 3.2-3.4",
  reports: "M3.5 1.500h6l3 3v10h-9zM9.5 1.500v3h3M5.500 8h5M5.500 11h5",
  operations: "M1.5 8.500h3l2-5.5 3 10 2-4.500h3",
  refresh: "M13.5 8a5.5 5.5 0 1 1-1.6-3.900M13.5 1.800v2.700h-2.7",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM14 14l-3.4-3.4",
  filter: "M2 3.500h12M4 8h8M6.5 12.500h3",
  close: "M3.5 3.500l9 9M12.5 3.500l-9 9",
  down: "M4 6l4 4 4-4",
  back: "M10 3.500L5.5 8l4.5 4.5",
  next: "M6 3.500L10.5 8 6 12.500",
  external: "M6.5 3.500h-3v9h9v-3M9.5 2.500h4v4M13.5 2.500L7.5 8.500",
  download: "M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.500h11",
} as const;

export type IconName = keyof typeof STROKES;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={STROKES[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

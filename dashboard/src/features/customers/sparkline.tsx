/** A line of text height that shows the course of a series. */

const WIDTH = 72;
const HEIGHT = 20;

export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  if (values.length < 2) return null;
  const low = Math.min(...values);
  const height = Math.max(...values) - low;
  // A flat line is drawn in the middle.
  const y = (value: number) => (height ? (value - low) / height : 0.5);
  const step = WIDTH / (values.length - 1);
  const points = values.map(
    (value, n) => `${(n * step).toFixed(1)},${(2 + (1 - y(value)) * (HEIGHT - 4)).toFixed(1)}`,
  );
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <polyline points={points.join(" ")} fill="none" stroke="currentColor" stroke-width="1.5" />
    </svg>
  );
}

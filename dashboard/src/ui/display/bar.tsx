/** A share between 0 and 1 as a bar. Hidden from screen readers: the number is beside it. */

export function Bar({ share }: { share: number }) {
  return (
    <span class="bar" aria-hidden="true">
      <span style={{ width: `${Math.min(100, share * 100)}%` }} />
    </span>
  );
}

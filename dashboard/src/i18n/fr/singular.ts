/** French uses the singular for 0 and 1. */
export function isSingular(count: string): boolean {
  return count === "0" || count === "1";
}

/** Returns the CRM's value in words, or as it is if it has no known words. */
export function inWords(known: Record<string, string>, value: string): string {
  return known[value.toLowerCase()] ?? value;
}

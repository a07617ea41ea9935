/** What the demo model answers to `/demo long COUNT`: every lost or repeated piece shows. */
export function numberedWords(count: number): string {
  return Array.from({ length: count }, (_, index) => `w${index + 1}`).join(" ");
}

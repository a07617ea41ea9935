/** `w0 w1 w2 …`, a word per token: numbered, so that a lost, doubled or misplaced one shows. */
export function words(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `w${index} `);
}

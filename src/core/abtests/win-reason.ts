/** Returns the reason for the promotion of a winner, which is recorded: it keeps the evidence. */
export function winReason(test: string, summary: string): string {
  return `Won the A/B test ${test}: ${summary}`;
}

/** Part of a redaction that a command line lacks. */
export interface RedactLack {
  readonly lacks: keyof typeof texts;
}

const texts = {
  reason: ["A redaction needs a reason, which is recorded.", "Give --reason."],
  target: ["Nothing says where to take something out.", "Name a version, or --event or --text."],
  value: ["Nothing says what to take out of the version.", "Give --field or --file."],
  yes: ["Nobody is there to confirm the redaction.", "Look at --dry-run, then give --yes."],
} as const;

export const redactWords = {
  message: ({ lacks }: RedactLack): string => texts[lacks][0],
  remedy: ({ lacks }: RedactLack): string => texts[lacks][1],
};

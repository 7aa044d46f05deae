interface Piped {
  readonly option: string;
}

/** Words for what can't be read from standard input. */
export const pipedWords = {
  "nothing-piped": {
    message: ({ option }: Piped): string =>
      `${option} - reads standard input, and nothing is piped to it.`,
    remedy: ({ option }: Piped): string =>
      `Pipe JSON or YAML to the command, or give ${option} a file.`,
  },
  "too-much-piped": {
    message: ({ option }: Piped): string => `Standard input for ${option} is larger than 8 MiB.`,
    remedy: (): string => "Pipe only the values to record.",
  },
};

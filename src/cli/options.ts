import { InvalidArgumentError, type Command } from "commander";

/** Adds the options that every command takes, before or after its name. */
export function addGlobalOptions(command: Command): Command {
  return command
    .option("-C, --folder <dir>", "workspace folder (default: found upward from here)")
    .option("--json", "answer with one JSON document on stdout")
    .option("-q, --quiet", "print only the answer and errors");
}

/** Forms of a `<reference>`, for the help. */
export const referenceHelp =
  "name@version, name@stage, name@alias, name@label, name@latest or name@best:metric";

/** Adds the option to answer although the ledger is damaged or incomplete. */
export function addDespiteDamage(command: Command): Command {
  return command.option(
    "--despite-damage",
    "answer from what can be read of a damaged or incomplete ledger; it may be outdated",
    false,
  );
}

/** Texts of a command's help beside its summary. */
export interface CommandHelp {
  /** Text after the summary. */
  readonly more?: string;
  /** Without `model-registry`. */
  readonly examples: readonly string[];
}

/** Adds the options that all commands have, and the help. */
export function addHelp(command: Command, { more, examples }: CommandHelp): Command {
  const summary = command.summary();
  const lines = examples.map((example) => `  $ model-registry ${example}`);
  return addGlobalOptions(command)
    .description(more === undefined ? summary : `${summary} ${more}`)
    .addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

/** Collects the values of an option that may be given several times. */
export function repeated(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** A `name=value` as it is written. */
export type GivenPair = readonly [name: string, value: string];

/**
 * Collects the `name=value` of an option that may be given several times.
 *
 * @param mayBeBare the `=` and the value may be left out, for an empty value
 */
export function pairs(
  mayBeBare = false,
): (text: string, previous: readonly GivenPair[]) => readonly GivenPair[] {
  return (text, previous) => {
    const [, name = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
    const key = name.trim();
    if (key === "" || (value === undefined && !mayBeBare)) {
      throw new InvalidArgumentError("Write a name and a value with = between them.");
    }
    if (previous.some(([known]) => known === key)) {
      throw new InvalidArgumentError(`${key} is given twice.`);
    }
    return [...previous, [key, value?.trim() ?? ""]];
  };
}

/** Parses a count, 1 or more. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (/^[0-9]{1,9}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError("It must be a whole number, 1 or more.");
}

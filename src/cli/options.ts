import { InvalidArgumentError, type Command } from "commander";

/** Adds the options that every command takes, before or after its name. */
export function addGlobalOptions(command: Command): Command {
  return command
    .option("-C, --folder <dir>", "workspace folder (default: found upward from here)")
    .option("--json", "answer with one JSON document on stdout")
    .option("-q, --quiet", "say only what was asked for and what went wrong");
}

/** A command under the program, with what all have. */
export function addCommand(
  program: Command,
  usage: string,
  { summary, examples }: { readonly summary: string; readonly examples: readonly string[] },
): Command {
  const lines = examples.map((example) => `  $ model-registry ${example}`);
  return addGlobalOptions(program.command(usage))
    .description(summary)
    .addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

/** Collects the values of an option that may be given several times. */
export function repeated(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** Parses a count, 1 or more. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (/^[0-9]{1,9}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError("It must be a whole number, 1 or more.");
}

import type { Command, Option } from "commander";

/** Something that can be typed next. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** Candidates of a word, or the shell's own completion of paths. */
export type Candidates = readonly Candidate[] | "files";

/** Names that a registry adds to the candidates. */
export interface RegistryNames {
  models(): Promise<readonly Candidate[]>;
  /** References of one model's versions: `fraud@5`, `fraud@Production`. */
  references(model: string): Promise<readonly Candidate[]>;
  stages(): Promise<readonly Candidate[]>;
}

export interface CompletionSource {
  /** All commands, with their one-line summaries. */
  readonly commands: readonly Candidate[];
  /** Returns a command with its options and parameters. */
  readonly define: (name: string) => Promise<Command>;
  readonly registry: RegistryNames;
}

/** Options of every command that take a value. */
const globalWithValue = new Set(["-C", "--folder"]);

/**
 * Returns what can stand for the last of the words of a command line, the program's name left out.
 */
export async function candidatesFor(
  words: readonly string[],
  source: CompletionSource,
): Promise<Candidates> {
  const current = words.at(-1) ?? "";
  const at = commandIndex(words.slice(0, -1));
  if (at === undefined) {
    return globalWithValue.has(words.at(-2) ?? "") ? "files" : starting(source.commands, current);
  }
  const name = words[at] ?? "";
  if (!source.commands.some(({ value }) => value === name)) return [];
  const command = await source.define(name);
  const before = words.slice(at + 1, -1);
  const option = optionOf(command, before.at(-1));
  const isValue = option !== undefined && !option.isBoolean() && !before.includes("--");
  const candidates = isValue
    ? await optionValues(option, source.registry)
    : current.startsWith("-") && !before.includes("--")
      ? command.options.filter(({ hidden }) => !hidden).map(optionCandidate)
      : await parameterValues(command, before, current, source.registry);
  return candidates === "files" ? "files" : starting(candidates, current);
}

function starting(candidates: readonly Candidate[], current: string): readonly Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(current));
}

/** Returns the place of the command among the words before the current one. */
function commandIndex(words: readonly string[]): number | undefined {
  const at = words.findIndex(
    (word, index) => !word.startsWith("-") && !globalWithValue.has(words[index - 1] ?? ""),
  );
  return at < 0 ? undefined : at;
}

function optionOf(command: Command, word: string | undefined): Option | undefined {
  return command.options.find(({ long, short }) => word === long || word === short);
}

function optionCandidate({ long, short, description }: Option): Candidate {
  return { value: long ?? short ?? "", description };
}

async function optionValues(option: Option, registry: RegistryNames): Promise<Candidates> {
  if (option.argChoices) return option.argChoices.map((value) => ({ value, description: "" }));
  const placeholder = /<([^>]*)>/.exec(option.flags)?.[1] ?? "";
  if (placeholder === "stage") return registry.stages();
  if (/\b(file|dir|path|folder)/.test(placeholder)) return "files";
  return [];
}

async function parameterValues(
  command: Command,
  before: readonly string[],
  current: string,
  registry: RegistryNames,
): Promise<Candidates> {
  const parameters = command.registeredArguments;
  const given = positionals(command, before).length;
  const last = parameters.at(-1);
  const parameter = parameters[given] ?? (last?.variadic === true ? last : undefined);
  if (parameter === undefined) return [];
  if (parameter.argChoices) {
    return parameter.argChoices.map((value) => ({ value, description: "" }));
  }
  switch (parameter.name()) {
    case "reference":
    case "references":
    case "others":
    case "subject": {
      const [, model] = /^(.+)@/.exec(current) ?? [];
      return model === undefined ? registry.models() : registry.references(model);
    }
    case "name":
      return registry.models();
    case "path":
      return "files";
    default:
      return [];
  }
}

/** Returns the words that are neither options nor their values. */
function positionals(command: Command, words: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (word === "--") return [...found, ...words.slice(index + 1)];
    if (!word.startsWith("-")) found.push(word);
    else if (optionOf(command, word)?.isBoolean() === false) index += 1;
  }
  return found;
}

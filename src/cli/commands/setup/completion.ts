import { Command, Option } from "commander";
import { modelSummaries } from "../../../registry/models/model-summaries.ts";
import { listVersions } from "../../../registry/models/overview.ts";
import { parseModelName } from "../../../registry/models/parse-model-name.ts";
import type { Registry } from "../../../registry/registry.ts";
import { commandTable } from "../../command-table.ts";
import { candidatesFor, type Candidate, type RegistryNames } from "../../completion/candidates.ts";
import { completionScripts, shells } from "../../completion/scripts.ts";
import { CliError } from "../../failure.ts";
import { addHelp } from "../../options.ts";
import { openRegistry } from "../../run.ts";
import { Output } from "../../terminal/output.ts";
import { plain } from "../../terminal/plain.ts";

/** Most versions of one model that are offered. */
const mostVersions = 50;

/** Defines `model-registry completion`. */
export function defineCompletion(command: Command): void {
  addHelp(command, {
    more: "Then the Tab key completes commands, options, models, references and stages.",
    examples: [
      'completion bash    # in ~/.bashrc: eval "$(model-registry completion bash)"',
      "completion zsh > ~/.zfunc/_model-registry",
      "completion fish > ~/.config/fish/completions/model-registry.fish",
    ],
  })
    .usage("[options] <shell>")
    .argument("<shell...>", shells.join(", "))
    // Asked by the scripts, for the words after it.
    .addOption(new Option("--candidates").hideHelp())
    .action(async (words: readonly string[], { candidates }: { readonly candidates?: true }) => {
      if (candidates) await printCandidates(words);
      else printScript(words);
    });
}

function printScript([name, ...others]: readonly string[]): void {
  const shell = shells.find((each) => each === name);
  if (shell === undefined || others.length > 0) {
    throw new CliError({ reason: "no-completion", shell: [name, ...others].join(" "), shells });
  }
  new Output({ json: false, quiet: false }).text(completionScripts[shell]);
}

/** Prints what can stand for the last word, one candidate a line. */
async function printCandidates(words: readonly string[]): Promise<void> {
  const names = new LazyNames(namedFolder(words));
  try {
    const candidates = await candidatesFor(words, {
      commands: commandTable.map(({ name, summary }) => ({ value: name, description: summary })),
      define: defineCommand,
      registry: names,
    });
    const lines =
      candidates === "files"
        ? [":files"]
        : candidates.map(({ value, description }) => `${plain(value)}\t${plain(description)}`);
    for (const line of lines) process.stdout.write(`${line}\n`);
  } finally {
    await names.close();
  }
}

async function defineCommand(name: string): Promise<Command> {
  const command = new Command(name);
  const entry = commandTable.find((each) => each.name === name);
  const define = await entry?.load();
  define?.(command);
  return command;
}

function namedFolder(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === "-C" || word === "--folder");
  return at < 0 ? undefined : words[at + 1];
}

/** Names of a registry that is opened when one is asked for. Without a registry there are none. */
class LazyNames implements RegistryNames {
  readonly #folder: string | undefined;
  #opened: Promise<Registry | undefined> | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  async models(): Promise<readonly Candidate[]> {
    const registry = await this.#registry();
    const models = registry ? await modelSummaries(registry, {}) : [];
    return models.map(({ model: { name }, description = "" }) => ({ value: name, description }));
  }

  async references(model: string): Promise<readonly Candidate[]> {
    const registry = await this.#registry();
    if (registry === undefined) return [];
    const versions = await listVersions(registry, {
      model: parseModelName(model),
      limit: mostVersions,
    });
    const names = versions.flatMap(({ number, stage, aliases = [] }) => {
      const version = `version ${number}`;
      return [stage, ...aliases].map((name) => ({ value: name, description: version }));
    });
    const initial = (await registry.policy()).policy.stages[0]?.name;
    const pointers = names.filter(
      ({ value }, index) =>
        value !== initial && names.findIndex((other) => other.value === value) === index,
    );
    return [
      ...versions.map(({ number, stage }) => ({ value: String(number), description: stage })),
      ...pointers,
      ...(versions.length > 0 ? [{ value: "latest", description: "the newest version" }] : []),
    ].map(({ value, description }) => ({ value: `${model}@${value}`, description }));
  }

  async stages(): Promise<readonly Candidate[]> {
    const registry = await this.#registry();
    const policy = registry && (await registry.policy()).policy;
    return policy ? policy.stages.map(({ name }) => ({ value: name, description: "" })) : [];
  }

  async close(): Promise<void> {
    await (await this.#opened)?.close();
  }

  #registry(): Promise<Registry | undefined> {
    this.#opened ??= openRegistry(this.#folder).catch(() => undefined);
    return this.#opened;
  }
}

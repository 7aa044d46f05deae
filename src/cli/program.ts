import { Command, CommanderError, Help, Option, type CommandOptions } from "commander";
import { release } from "../core/events/release.ts";
import type { CommandEntry } from "./command-entry.ts";
import { commandTable } from "./command-table.ts";
import { exitCodeOf, exitCodes, lostAnswer, type ReportedError } from "./failure.ts";
import { addGlobalOptions } from "./options.ts";
import { Output, type OutputOptions } from "./terminal/output.ts";

/** Runs a command line of the `model-registry` command. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on("error", reportLostAnswer);
  // Nobody is left who could be told.
  process.stderr.on("error", () => undefined);
  const root = program();
  try {
    if (namesProxy()) await (await import("../registry/use-proxy.ts")).useProxy(process.env);
    await defineNamed(root, argv);
    await root.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && isHelp(error)) {
      if (!isAnswerLost) {
        process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
      }
      return;
    }
    const reported =
      error instanceof CommanderError
        ? await usageError(error.message, helpFor(root, argv))
        : await errorToReport(error);
    // The options may be what could not be parsed.
    new Output({ json: argv.includes("--json"), quiet: false }).error(reported);
    process.exitCode = exitCodeOf(reported);
  }
}

/** Tells whether the environment names a proxy: only then is the code for it loaded. */
function namesProxy(): boolean {
  return Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name));
}

/**
 * Returns the program with its commands, of which each has only what the list of commands shows.
 */
function program(): Command {
  const root = addGlobalOptions(new Command("model-registry"))
    .description("A local-first registry for machine-learning models in the workspace.")
    .version(release, "--version", "print the version of this program")
    .enablePositionalOptions()
    .exitOverride()
    // Errors are reported in one place and one form, see main().
    .configureOutput({ outputError: () => undefined });
  root.configureHelp({
    subcommandTerm: (command) => `${command.name()} ${command.usage()}`.trim(),
    optionDescription: (option) => new Help().optionDescription(withoutEmptyDefault(option)),
  });
  for (const entry of commandTable) {
    addCommand(root, entry.name, entry);
    if (entry.formerName !== undefined) addFormerName(root, entry.formerName, entry);
  }
  return root;
}

/** Leaves out a default that says nothing: a switch that is off, or no values. */
function withoutEmptyDefault(option: Option): Option {
  const value: unknown = option.defaultValue;
  const isEmpty = value === false || (Array.isArray(value) && value.length === 0);
  if (!isEmpty) return option;
  return Object.assign(new Option(option.flags), option, { defaultValue: undefined });
}

function addCommand(
  root: Command,
  name: string,
  { summary, parameters }: CommandEntry,
  options: CommandOptions = {},
): Command {
  return root.command(name, options).summary(summary).usage(`[options] ${parameters}`.trim());
}

/** Adds the former name of a command, which the help does not list. */
function addFormerName(root: Command, formerName: string, entry: CommandEntry): void {
  addCommand(root, formerName, entry, { hidden: true }).hook("preAction", (command) => {
    const { json = false, quiet = false } = command.optsWithGlobals<Partial<OutputOptions>>();
    const text = `“${formerName}” is called “${entry.name}” now; the old name goes with the next release.`;
    new Output({ json, quiet }).note(text);
  });
}

/**
 * Loads the commands that a command line names. If a model is called like a command, one too many
 * is loaded, which costs time and changes nothing.
 */
async function defineNamed(root: Command, argv: readonly string[]): Promise<void> {
  for (const { name, formerName = name, load } of commandTable) {
    const named = [name, formerName].filter((each) => argv.includes(each));
    if (named.length === 0) continue;
    const define = await load();
    for (const command of root.commands) if (named.includes(command.name())) define(command);
  }
}

/** Returns the command line that explains the command that was meant. */
function helpFor(root: Command, argv: readonly string[]): string {
  const names = root.commands.map((command) => command.name());
  const meant = argv.find((word) => names.includes(word));
  return ["model-registry", ...(meant === undefined ? [] : [meant]), "--help"].join(" ");
}

function isHelp(error: CommanderError): boolean {
  return ["commander.help", "commander.helpDisplayed", "commander.version"].includes(error.code);
}

/** Loads the words of the command line's own refusals, and returns the error to report. */
async function usageError(problem: string, help: string): Promise<ReportedError> {
  const { reportedCliRefusal } = await import("./refusals/cli-refusals.ts");
  return reportedCliRefusal({ reason: "not-understood", problem, help });
}

/** Loads the words of refusals, which no other command needs, and returns the error to report. */
async function errorToReport(error: unknown): Promise<ReportedError> {
  const { reportedError } = await import("./reported-error.ts");
  return reportedError(error);
}

let isAnswerLost = false;

/**
 * Reports an answer that can't be written, for example on a full disk, as a failure. A reader that
 * stops early (`| head`) is no failure: the command still finishes its work.
 */
function reportLostAnswer(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE" || isAnswerLost) return;
  isAnswerLost = true;
  const reported = lostAnswer(error);
  new Output({ json: process.argv.includes("--json"), quiet: false }).error(reported);
  process.exitCode = exitCodeOf(reported);
}

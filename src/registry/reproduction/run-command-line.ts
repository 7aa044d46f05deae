import { delimiter, join } from "node:path";
import { environmentVariable } from "../../core/files/environment-variable.ts";
import type { RunCommand } from "../../core/model/recipe.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { runInShell } from "../hooks/run-in-shell.ts";
import { virtualEnvironment } from "./environment-facts.ts";

/** End of a command. */
export interface CommandEnd {
  /** Reason why it failed: `ended with code 1`; absent if it succeeded. */
  readonly problem?: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the variables with which the command runs: those of the virtual environment of the
 * checkout, if there is one.
 */
export async function commandVariables(
  workspace: string,
): Promise<Readonly<Record<string, string>>> {
  const own = await virtualEnvironment(workspace);
  if (!own) return {};
  return {
    VIRTUAL_ENV: own.root,
    PATH: [own.programs, environmentVariable(process.env, "PATH", process.platform) ?? ""].join(
      delimiter,
    ),
  };
}

/**
 * Runs a command line in the checkout through the system's shell, as it was typed once, with the
 * terminal of this process; what it writes goes to stderr. Only after a person has seen and
 * confirmed it.
 *
 * @param workspace the workspace folder in the checkout
 * @throws RegistryError `cancelled`; the command has ended then, with all that it started
 */
export async function runCommandLine(
  workspace: string,
  { line, folder = "." }: RunCommand,
  signal: AbortSignal | undefined,
): Promise<CommandEnd> {
  throwIfCancelled(signal);
  const start = Date.now();
  const problem = await runInShell(line, {
    folder: join(workspace, folder),
    variables: await commandVariables(workspace),
    stdin: "inherit",
    signal,
  });
  throwIfCancelled(signal);
  return { ...(problem !== undefined && { problem }), start, end: Date.now() };
}

import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import type { RunCommand } from "../../core/model/recipe.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { endProcessTree } from "../hooks/end-process-tree.ts";
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
    PATH: [own.programs, process.env["PATH"] ?? ""].join(delimiter),
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
  // In a terminal it stays in the foreground, where it can read what is typed.
  const detached = !process.stdin.isTTY && process.platform !== "win32";
  const child = spawn(line, {
    cwd: join(workspace, folder),
    env: { ...process.env, ...(await commandVariables(workspace)) },
    shell: true,
    detached,
    stdio: ["inherit", 2, 2],
  });
  const cancel = (): void => {
    void endProcessTree(child).then(() => child.kill());
  };
  signal?.addEventListener("abort", cancel, { once: true });
  const problem = await new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => {
      resolve(`could not be started: ${error.message}`);
    });
    child.once("exit", (code, by) => {
      if (code === 0) resolve(undefined);
      else resolve(`ended ${by === null ? `with code ${code ?? -1}` : `by ${by}`}`);
    });
  });
  signal?.removeEventListener("abort", cancel);
  throwIfCancelled(signal);
  return { ...(problem !== undefined && { problem }), start, end: Date.now() };
}

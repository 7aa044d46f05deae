import { spawn } from "node:child_process";
import { endProcessTree } from "../registry/hooks/end-process-tree.ts";

export interface ShellCommandOptions {
  /** Environment variables beside those of this process. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ends the command, and all that it has started, when raised. */
  readonly signal: AbortSignal;
}

/**
 * Runs a command line that the person gave, in the shell. What it writes goes to stderr: stdout has
 * the answers. Returns the reason why it failed (`ended with code 1`), undefined if it did not.
 */
export function runShellCommand(
  command: string,
  { variables, signal }: ShellCommandOptions,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      env: { ...process.env, ...variables },
      stdio: ["ignore", 2, 2],
      // A process group of its own, so that all of it can be ended.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const end = (): void => {
      void endProcessTree(child);
    };
    signal.addEventListener("abort", end, { once: true });
    child.once("error", (error) => {
      resolve(`could not be run: ${error.message}`);
    });
    child.once("exit", (code, by) => {
      signal.removeEventListener("abort", end);
      resolve(
        code === 0 ? undefined : by === null ? `ended with code ${code ?? -1}` : `ended by ${by}`,
      );
    });
  });
}

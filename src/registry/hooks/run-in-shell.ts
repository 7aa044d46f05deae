import { spawn } from "node:child_process";
import * as l10n from "@vscode/l10n";
import { endProblem } from "./end-problem.ts";
import { endProcessTree } from "./end-process-tree.ts";

export interface ShellOptions {
  /** Absolute path of the folder that it runs in; by default the current one. */
  readonly folder?: string;
  /** Environment variables beside those of this process. */
  readonly variables: Readonly<Record<string, string>>;
  /** True if it reads what is typed into this process. */
  readonly stdin: "inherit" | "ignore";
  /** Ends the command, and all that it has started, when raised. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs a command line of a person in the system's shell. What it writes goes to stderr: stdout has
 * the answers. Returns the reason why it failed (`ended with code 1`), undefined if it did not.
 */
export async function runInShell(
  line: string,
  { folder, variables, stdin, signal }: ShellOptions,
): Promise<string | undefined> {
  // What reads from a terminal has to stay in its foreground; else it is a group that can be ended.
  const isInForeground = stdin === "inherit" && process.stdin.isTTY;
  const child = spawn(line, {
    ...(folder !== undefined && { cwd: folder }),
    env: { ...process.env, ...variables },
    shell: true,
    detached: !isInForeground && process.platform !== "win32",
    stdio: [stdin, 2, 2],
  });
  const cancel = (): void => {
    void endProcessTree(child).then(() => child.kill());
  };
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await new Promise((resolve) => {
      child.once("error", ({ message }) => {
        resolve(l10n.t("could not be started: {0}", message));
      });
      child.once("exit", (code, by) => {
        resolve(endProblem(code, by));
      });
    });
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

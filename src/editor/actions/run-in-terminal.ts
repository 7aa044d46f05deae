import { join } from "node:path";
import {
  type Disposable,
  l10n,
  ShellExecution,
  Task,
  TaskRevealKind,
  tasks,
  TaskScope,
} from "vscode";
import type { RunCommand } from "../../core/model/recipe.ts";
import { plainLabel } from "../plain-text.ts";

export interface TerminalOptions {
  /** The workspace folder in the checkout, absolute. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a command line in a terminal of the editor, as a task, so that a person sees what it writes.
 * Returns its exit code; undefined if it was ended before.
 *
 * @param title of the terminal
 */
export async function runInTerminal(
  title: string,
  { line, folder: inside = "." }: RunCommand,
  { folder, variables, signal }: TerminalOptions,
): Promise<number | undefined> {
  const name = plainLabel(title);
  const execution = new ShellExecution(line, { cwd: join(folder, inside), env: { ...variables } });
  const task = new Task(
    { type: "shell" },
    TaskScope.Workspace,
    name,
    l10n.t("Model Registry"),
    execution,
  );
  task.presentationOptions = { reveal: TaskRevealKind.Always, clear: false };
  const subscriptions: Disposable[] = [];
  try {
    return await new Promise<number | undefined>((resolve, reject) => {
      let code: number | undefined;
      subscriptions.push(
        tasks.onDidEndTaskProcess(({ execution: { task: ended }, exitCode }) => {
          if (ended === task || ended.name === name) code = exitCode;
        }),
        tasks.onDidEndTask(({ execution: { task: ended } }) => {
          if (ended === task || ended.name === name) resolve(code);
        }),
      );
      tasks.executeTask(task).then((running) => {
        signal?.addEventListener("abort", () => {
          running.terminate();
        });
      }, reject);
    });
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
  }
}

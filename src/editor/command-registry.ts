import { commands, type Disposable } from "vscode";
import { log } from "./log.ts";
import { showError } from "./show-error.ts";
import { withoutRows } from "./tree/tree-row.ts";

/** Function that runs a command with the arguments that VS Code gives it. */
export type CommandHandler = (...args: readonly unknown[]) => Promise<unknown>;

/**
 * Registers a command. Errors of its handler are logged and shown with their remedy. The command
 * returns the handler's result, for tests and for other extensions.
 */
export function registerCommand(id: string, handler: CommandHandler): Disposable {
  return commands.registerCommand(id, async (...args: readonly unknown[]) => {
    const start = performance.now();
    try {
      const answer = await handler(...args.map(withoutRows));
      log().debug(`${id}: ${Math.round(performance.now() - start)} ms`);
      return answer;
    } catch (error) {
      // Not waited for: the command is over, however long its message is left to stand.
      void showError(error, id);
      return undefined;
    }
  });
}

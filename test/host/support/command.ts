import { commands } from "vscode";
import { tell } from "../results.ts";

/** Executes a command of the extension, as a menu or a key does, and notes that a test did so. */
export async function run(name: string, ...args: readonly unknown[]): Promise<unknown> {
  const command = `modelRegistry.${name}`;
  tell({ type: "command", command });
  return commands.executeCommand(command, ...args);
}

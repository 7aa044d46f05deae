import { commands } from "vscode";

/** Executes a command of the extension, as a menu or a key does. */
export async function run(name: string, ...args: readonly unknown[]): Promise<unknown> {
  return commands.executeCommand(`modelRegistry.${name}`, ...args);
}

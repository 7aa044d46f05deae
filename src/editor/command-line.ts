import { Uri, type ExtensionContext } from "vscode";
import { gitEnvironment } from "./git-path.ts";

/**
 * Command, arguments and environment that start the `model-registry` command that this extension
 * brings, on the Node that runs it.
 */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Returns how to start the command with arguments. */
export function commandLine(
  { extensionUri }: Pick<ExtensionContext, "extensionUri">,
  args: readonly string[],
): CommandLine {
  return {
    command: process.execPath,
    args: [Uri.joinPath(extensionUri, "dist", "cli.js").fsPath, ...args],
    env: { ELECTRON_RUN_AS_NODE: "1", ...gitEnvironment() },
  };
}

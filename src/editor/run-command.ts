import { commands, Uri } from "vscode";
import type { Stage } from "../core/model/ids.ts";
import type { VersionArgument } from "./command-arguments.ts";

/** Commands that other parts of the editor run, with what each is called on. */
interface CommandParameters {
  readonly approve: [request: VersionArgument];
  readonly compareWithProduction: [version: VersionArgument];
  readonly copyAbRouting: [test: { readonly folder: string; readonly test: string }];
  readonly connectRemote: [registry: { readonly folder: string }];
  readonly createPolicy: [];
  readonly deny: [request: VersionArgument];
  readonly freeSpace: [];
  readonly openPolicy: [registry: { readonly folder: string }];
  readonly promote: [version: VersionArgument, to?: Stage];
  readonly register: [model: Uri, files: readonly Uri[]];
  readonly repair: [registry: { readonly folder: string }];
  readonly rollBack: [version: VersionArgument];
  readonly saveIncidentReport: [version: VersionArgument];
  readonly showAbTest: [test: { readonly folder: string; readonly test: string }];
  readonly showConflicts: [];
  readonly showMonitoring: [registry: { readonly folder: string }];
  readonly showHookOutput: [];
  readonly showVersion: [version: VersionArgument];
}

/** Runs a command of the extension as a menu does, for parts that can't import its function. */
export function runCommand<Name extends keyof CommandParameters>(
  name: Name,
  ...args: CommandParameters[Name]
): Thenable<unknown> {
  return commands.executeCommand(`modelRegistry.${name}`, ...args);
}

/** Returns the address of a link that runs a command of the extension on a version. */
export function commandUri(
  name: "compareWithProduction" | "showVersion",
  version: VersionArgument,
): Uri {
  const args = encodeURIComponent(JSON.stringify([version]));
  return Uri.parse(`command:modelRegistry.${name}?${args}`);
}

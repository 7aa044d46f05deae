import * as vscode from "vscode";
import { Disposable, EventEmitter, l10n, lm, workspace, type Event, type Uri } from "vscode";
import * as z from "zod";
import { release } from "../../core/events/release.ts";
import { commandLine } from "../command-line.ts";
import type { Registries } from "../registries.ts";

/** Id of the provider in the manifest (`contributes.mcpServerDefinitionProviders`). */
const providerId = "modelRegistry.mcp";

/** A server that VS Code starts; its class is of VS Code 1.101. */
interface ServerDefinition {
  cwd?: Uri;
}

interface ServerProvider {
  readonly onDidChangeMcpServerDefinitions: Event<void>;
  readonly provideMcpServerDefinitions: () => readonly ServerDefinition[];
}

type RegisterProvider = (id: string, provider: ServerProvider) => Disposable;
type DefinitionClass = new (
  label: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  version: string,
) => ServerDefinition;

/** Parts of VS Code's API that older versions, and the types of the oldest one admitted, don't have. */
const NewerApi = z.object({
  register: z.custom<RegisterProvider>((value) => typeof value === "function"),
  Definition: z.custom<DefinitionClass>((value) => typeof value === "function"),
});

/**
 * Offers `model-registry mcp` to VS Code's list of MCP servers, where this version has one and the
 * setting chooses it over the tools of the editor, so that no model has every tool twice. Not in
 * Restricted Mode: there no program of the workspace's is started.
 */
export function offerMcpServer(
  context: Pick<vscode.ExtensionContext, "extensionUri">,
  registries: Pick<Registries, "all">,
): Disposable {
  const api = NewerApi.safeParse({
    register: Reflect.get(lm, "registerMcpServerDefinitionProvider") as unknown,
    Definition: Reflect.get(vscode, "McpStdioServerDefinition") as unknown,
  }).data;
  if (!api) return new Disposable(() => undefined);
  const { register, Definition } = api;
  const changed = new EventEmitter<void>();
  const change = (): void => {
    changed.fire();
  };
  return Disposable.from(
    changed,
    workspace.onDidChangeWorkspaceFolders(change),
    workspace.onDidGrantWorkspaceTrust(change),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("modelRegistry.agentTools")) change();
    }),
    register(providerId, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => {
        if (!isChosen() || !workspace.isTrusted) return [];
        const all = registries.all();
        return all.map(({ folder: { name, uri } }) => {
          const label = l10n.t("Model Registry");
          const { command, args, env } = commandLine(context, ["mcp", "--folder", uri.fsPath]);
          const definition = new Definition(
            all.length > 1 ? `${label}: ${name}` : label,
            ...([command, args, env, release] as const),
          );
          return Object.assign(definition, { cwd: uri });
        });
      },
    }),
  );
}

function isChosen(): boolean {
  return workspace.getConfiguration("modelRegistry").get<string>("agentTools") === "mcpServer";
}

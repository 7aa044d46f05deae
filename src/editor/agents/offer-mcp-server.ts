import {
  Disposable,
  EventEmitter,
  l10n,
  lm,
  workspace,
  type Event,
  type ExtensionContext,
  type Uri,
} from "vscode";
import * as z from "zod";
import { release } from "../../core/events/release.ts";
import { commandLine, type CommandLine } from "../command-line.ts";
import type { Registries } from "../registries.ts";

/** Id of the provider in the manifest (`contributes.mcpServerDefinitionProviders`). */
const providerId = "modelRegistry.mcp";

/** A server that VS Code starts: the fields of its `McpStdioServerDefinition`. */
interface ServerDefinition extends CommandLine {
  readonly label: string;
  readonly cwd: Uri;
  readonly version: string;
}

interface ServerProvider {
  readonly onDidChangeMcpServerDefinitions: Event<void>;
  readonly provideMcpServerDefinitions: () => readonly ServerDefinition[];
}

/** A function of VS Code 1.101, which the types of the oldest version admitted don't have. */
const RegisterProvider = z.custom<(id: string, provider: ServerProvider) => Disposable>(
  (value) => typeof value === "function",
);

/**
 * Offers `model-registry mcp` to VS Code's list of MCP servers, where this version has one and the
 * setting chooses it over the tools of the editor, so that no model has every tool twice. Not in
 * Restricted Mode: there no process is started in the workspace.
 */
export function offerMcpServer(
  context: Pick<ExtensionContext, "extensionUri">,
  registries: Pick<Registries, "all">,
): Disposable {
  const found: unknown = Reflect.get(lm, "registerMcpServerDefinitionProvider");
  const register = RegisterProvider.safeParse(found).data;
  if (!register) return new Disposable(() => undefined);
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
        const label = l10n.t("Model Registry");
        return all.map(({ folder: { name, uri } }) => ({
          ...commandLine(context, ["mcp", "--folder", uri.fsPath]),
          label: all.length > 1 ? `${label}: ${name}` : label,
          cwd: uri,
          version: release,
        }));
      },
    }),
  );
}

function isChosen(): boolean {
  return workspace.getConfiguration("modelRegistry").get<string>("agentTools") === "mcpServer";
}

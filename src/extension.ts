import "./editor/zod-without-eval.ts";
import type { ExtensionContext } from "vscode";
import { useStoredCredentials } from "./editor/actions/remote-credentials.ts";
import { offerAgentTools } from "./editor/agents/agent-tools.ts";
import { offerMcpServer } from "./editor/agents/offer-mcp-server.ts";
import { makeExports } from "./editor/api/make-api.ts";
import type { ModelRegistryExports } from "./editor/api/model-registry.ts";
import { startWithWorkspace } from "./editor/commands/registry/start-mlflow-server.ts";
import { keepExplorerMenu } from "./editor/files/explorer-menu.ts";
import { registerFileDecorations } from "./editor/files/file-decorations.ts";
import { MlflowServer } from "./editor/mlflow-server.ts";
import { watchProduction } from "./editor/monitoring/watch-production.ts";
import { pageCommands } from "./editor/page-commands.ts";
import { columnChoices } from "./editor/panels/column-choices.ts";
import { LineageView } from "./editor/panels/lineage-view.ts";
import { registerModelFileEditor } from "./editor/panels/model-file-editor.ts";
import { Pages } from "./editor/panels/pages.ts";
import { assistWithPolicies } from "./editor/policy/policy-assistance.ts";
import { markPolicyMistakes } from "./editor/policy/policy-diagnostics.ts";
import { assistWithReferences } from "./editor/references/assist-references.ts";
import { registerCommands } from "./editor/register-commands.ts";
import { Registries } from "./editor/registries.ts";
import { registerDocuments } from "./editor/registry-documents.ts";
import { syncInBackground } from "./editor/status/auto-sync.ts";
import { notifyOfConflicts } from "./editor/status/notify-conflicts.ts";
import { offerRemotes } from "./editor/status/offer-remote.ts";
import { createSharingStatus } from "./editor/status/sharing-status.ts";
import { addCommandLineToPath } from "./editor/status/terminal-path.ts";
import { watchApprovals } from "./editor/status/watch-approvals.ts";
import { createWorkspaceSummary } from "./editor/status/workspace-summary.ts";
import { offerTasks } from "./editor/tasks/offer-tasks.ts";
import { useTranslations } from "./editor/translations.ts";
import { ModelsTree } from "./editor/tree/models-tree.ts";
import { RunsTree } from "./editor/tree/runs-tree.ts";

let registries: Registries | undefined;

/**
 * Builds the parts and registers them. Opening registries is left to whoever first needs one.
 *
 * @returns what other extensions get
 */
export function activate(context: ExtensionContext): ModelRegistryExports {
  useTranslations();
  registries = new Registries(context);
  const tree = new ModelsTree(registries, context);
  const runs = new RunsTree(registries, tree.view);
  const commandsOf = pageCommands(registries, tree, columnChoices(context.workspaceState));
  const pages = new Pages(registries, context.extensionUri, commandsOf);
  const mlflowServer = new MlflowServer(context);
  const lineageView = new LineageView(registries, context.extensionUri, commandsOf(pages));
  context.subscriptions.push(
    registries,
    tree,
    runs,
    pages,
    lineageView,
    mlflowServer,
    ...registerCommands(registries, tree, pages, lineageView, mlflowServer, runs, context.secrets),
    registerDocuments(registries),
    keepExplorerMenu(),
    registerFileDecorations(registries),
    registerModelFileEditor(pages),
    createWorkspaceSummary(registries),
    createSharingStatus(registries),
    offerRemotes(registries, context.workspaceState),
    useStoredCredentials(registries, context.secrets),
    syncInBackground(registries),
    notifyOfConflicts(registries, context.workspaceState),
    watchApprovals(registries, context.workspaceState),
    watchProduction(registries, context.workspaceState),
    markPolicyMistakes(registries),
    assistWithPolicies(registries),
    assistWithReferences(registries),
    offerAgentTools(registries),
    offerMcpServer(context, registries),
    offerTasks(context),
  );
  context.subscriptions.push(addCommandLineToPath(context));
  startWithWorkspace(registries, mlflowServer);
  return makeExports(registries);
}

/** Lets the registries save their indexes. */
export async function deactivate(): Promise<void> {
  await registries?.close();
}

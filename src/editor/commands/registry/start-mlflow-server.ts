import { env, l10n, workspace } from "vscode";
import { log } from "../../log.ts";
import { showErrorMessage, showInformationMessage } from "../../messages.ts";
import type { MlflowServer, ServerAddress } from "../../mlflow-server.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import { requireTrust } from "../../pickers/require-writable.ts";
import type { Registries } from "../../registries.ts";
import { notebookCell } from "../versions/code-snippets.ts";

/** “Start MLflow Server”: for scripts that use MLflow's client. One that runs is shown. */
export async function startMlflowServer(
  registries: Registries,
  server: MlflowServer,
): Promise<ServerAddress | undefined> {
  requireTrust();
  if (!server.address) {
    const found = await pickFolder(registries, l10n.t("Start MLflow Server"));
    if (!found || !(await started(server, found.folder.uri.fsPath))) return undefined;
  }
  const { address } = server;
  if (address) void tell(server, address);
  return address;
}

async function started(server: MlflowServer, folder: string): Promise<boolean> {
  const port = workspace.getConfiguration("modelRegistry").get<number>("mlflowServer.port", 0);
  try {
    await server.start(folder, port);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void showErrorMessage(`${l10n.t("The MLflow server could not be started.")} ${reason}`);
    return false;
  }
}

async function tell(server: MlflowServer, address: ServerAddress): Promise<void> {
  const [copy, copyCell] = [l10n.t("Copy Variables"), l10n.t("Copy Notebook Cell")];
  const stop = l10n.t("Stop Server");
  const text = l10n.t(
    "MLflow's clients reach this registry at {0}. New terminals have the address and the token; copy them for other terminals and for notebooks.",
    address.url,
  );
  const choice = await showInformationMessage(text, copy, copyCell, stop);
  if (choice === stop) await server.stop();
  if (choice === copy) {
    await env.clipboard.writeText(
      `export MLFLOW_TRACKING_URI=${address.url} MLFLOW_TRACKING_TOKEN=${address.token}`,
    );
  }
  if (choice === copyCell) await env.clipboard.writeText(notebookCell(address));
}

/** Starts the server with the workspace, where the setting says so and the workspace is trusted. */
export function startWithWorkspace(registries: Registries, server: MlflowServer): void {
  const start = (): void => {
    const isWanted = workspace
      .getConfiguration("modelRegistry")
      .get<boolean>("mlflowServer.start", false);
    const [first] = registries.all();
    if (!isWanted || !workspace.isTrusted || !first) return;
    started(server, first.folder.uri.fsPath).catch((error: unknown) => {
      log().error(`MLflow server: ${String(error)}`);
    });
  };
  start();
  workspace.onDidGrantWorkspaceTrust(start);
}

import { delimiter } from "node:path";
import { l10n, Uri, type ExtensionContext } from "vscode";

/** Adds the `model-registry` command to the PATH of the integrated terminal. */
export function addCommandLineToPath({
  environmentVariableCollection,
  extensionUri,
}: ExtensionContext): void {
  const folder = Uri.joinPath(extensionUri, "dist", "bin").fsPath;
  environmentVariableCollection.description = l10n.t("Adds the `model-registry` command.");
  environmentVariableCollection.prepend("PATH", folder + delimiter);
  // The command runs on the Node that runs this extension, so that none need be installed.
  environmentVariableCollection.replace("MODEL_REGISTRY_NODE", process.execPath);
}

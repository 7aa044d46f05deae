import { delimiter } from "node:path";
import { l10n, Uri, workspace, type Disposable, type ExtensionContext } from "vscode";
import { gitVariable } from "../../core/files/git-variable.ts";
import { affectsGit, gitEnvironment } from "../git-path.ts";

/**
 * Adds the `model-registry` command to the PATH of the integrated terminal, and the git of the
 * settings to its environment.
 */
export function addCommandLineToPath({
  environmentVariableCollection: variables,
  extensionUri,
}: ExtensionContext): Disposable {
  const folder = Uri.joinPath(extensionUri, "dist", "bin").fsPath;
  variables.description = l10n.t("Adds the `model-registry` command.");
  variables.prepend("PATH", folder + delimiter);
  // The command runs on the Node that runs this extension, so that none need be installed.
  variables.replace("MODEL_REGISTRY_NODE", process.execPath);
  const nameGit = (): void => {
    const { [gitVariable]: git } = gitEnvironment();
    if (git === undefined) variables.delete(gitVariable);
    else variables.replace(gitVariable, git);
  };
  nameGit();
  return workspace.onDidChangeConfiguration((change) => {
    if (affectsGit(change)) nameGit();
  });
}

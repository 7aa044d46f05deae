import { Uri, type WorkspaceFolder } from "vscode";
import { policyPath } from "../../registry/registry-home.ts";

/**
 * Returns the path of the policy that is in force in a workspace folder: that of the main work tree,
 * if the folder is in a linked one. The file may not exist.
 */
export async function policyUri(folder: WorkspaceFolder): Promise<Uri> {
  return Uri.file(await policyPath(folder.uri.fsPath));
}

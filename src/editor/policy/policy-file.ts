import { Uri, type WorkspaceFolder } from "vscode";

/** Returns the path of a workspace folder's policy file, which may not exist. */
export function policyUri(folder: WorkspaceFolder): Uri {
  return Uri.joinPath(folder.uri, ".model-registry", "policy.yaml");
}

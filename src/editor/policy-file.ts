import { Uri, type WorkspaceFolder } from "vscode";

/** Where the policy of a workspace folder is, whether there is one or not. */
export function policyUri(folder: WorkspaceFolder): Uri {
  return Uri.joinPath(folder.uri, ".model-registry", "policy.yaml");
}

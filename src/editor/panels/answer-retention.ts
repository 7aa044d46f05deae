import { commands, Range, SnippetString, window, WorkspaceEdit, workspace } from "vscode";
import type { FromPage } from "../../../webview/protocol.ts";
import type { RetentionAnswer, RetentionRequest } from "../../../webview/retention/messages.ts";
import type { ModelName } from "../../core/ids.ts";
import { RegistryError } from "../../core/refusal.ts";
import { archiveRetired, deleteRetired } from "../actions/apply-retention.ts";
import { policyUri } from "../policy/policy-file.ts";
import { showPolicy } from "../policy/show-policy.ts";
import type { FolderRegistry } from "../registries.ts";

export function isRetentionRequest(request: FromPage): request is RetentionRequest {
  return request.type === "apply-retention" || request.type === "edit-policy";
}

/** Handles a request of the retention page and returns its result. @throws RegistryError */
export async function answerRetention(
  request: RetentionRequest,
  model: ModelName | undefined,
  found: FolderRegistry | undefined,
): Promise<RetentionAnswer | undefined> {
  if (!found) {
    throw new RegistryError({
      code: "file-problem",
      message: "The folder of this page is not open in this window.",
      wayOut: "Open it and retry.",
    });
  }
  if (request.type === "edit-policy") {
    await editPolicy(request.step, found);
    return undefined;
  }
  return request.action === "delete" ? deleteRetired(found, model) : archiveRetired(found, model);
}

async function editPolicy(
  step: Extract<RetentionRequest, { type: "edit-policy" }>["step"],
  found: FolderRegistry,
): Promise<void> {
  switch (step) {
    case "create":
      await commands.executeCommand("modelRegistry.createPolicy", found.folder.uri.toString());
      return;
    case "open": {
      const { problem } = await found.registry.call("policy", {});
      const line = problem?.details?.["line"];
      await showPolicy(found.folder, typeof line === "number" ? line : /^\s*retention\s*:/m);
      return;
    }
    case "add-retention":
      await addRetention(found);
      return;
    case "add-transitions":
      await addTransitions(found);
  }
}

/**
 * Adds a retention section to the policy without saving it, so that the user enters the numbers.
 */
async function addRetention({ folder }: FolderRegistry): Promise<void> {
  const editor = await window.showTextDocument(policyUri(folder));
  const { document } = editor;
  const end = document.lineAt(document.lineCount - 1).range.end;
  const lead = end.character === 0 ? "\n" : "\n\n";
  const text = `${lead}# How many versions are kept, and after how many days archived ones are deleted.\nretention:\n  keepLast: \${1:5}\n  deleteAfterDays: \${2:90}\n`;
  await editor.insertSnippet(new SnippetString(text), end);
  editor.revealRange(new Range(end, document.lineAt(document.lineCount - 1).range.end));
}

/** Written but not saved, as one edit of what differs: the person sees what it is. */
async function addTransitions({ folder, registry }: FolderRegistry): Promise<void> {
  const uri = policyUri(folder);
  const document = await workspace.openTextDocument(uri);
  const before = document.getText();
  const { text: after } = await registry
    .call("addTransitions", { text: before })
    .catch(async (error: unknown) => {
      await showPolicy(folder, /^\s*transitions\s*:/m);
      throw error;
    });
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let rest = 0;
  const most = Math.min(before.length, after.length) - start;
  while (rest < most && before.at(-1 - rest) === after.at(-1 - rest)) rest += 1;
  const edit = new WorkspaceEdit();
  const range = new Range(document.positionAt(start), document.positionAt(before.length - rest));
  edit.replace(uri, range, after.slice(start, after.length - rest));
  await workspace.applyEdit(edit);
  await showPolicy(folder, document.positionAt(start).line + 1);
}

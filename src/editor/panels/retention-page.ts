import { l10n, Range, SnippetString, window, workspace, WorkspaceEdit } from "vscode";
import {
  retentionProtocol,
  type PolicyStep,
  type RetentionSnapshot,
} from "../../../webview/retention/protocol.ts";
import { archiveRetired, deleteRetired } from "../actions/apply-retention.ts";
import { policyUri } from "../policy/policy-file.ts";
import { showPolicy } from "../policy/show-policy.ts";
import type { FolderRegistry } from "../registries.ts";
import { commonHandlers } from "./common-handlers.ts";
import {
  editorPage,
  registryContent,
  requireFolder,
  type ActionsOf,
  type EditorPage,
  type PageContent,
  type PageContext,
  type SubjectOf,
  type QuestionsOf,
} from "./editor-page.ts";
import { retentionSnapshot } from "./retention-snapshot.ts";

type Context = PageContext<SubjectOf<"retention">>;

/** Returns the page of what the policy's retention would do, of a model or of all of them. */
export function retentionPage(context: Context): EditorPage {
  return editorPage({ protocol: retentionProtocol, context, read, actions, questions });
}

const actions: ActionsOf<typeof retentionProtocol, Context> = {
  ...commonHandlers,
  "edit-policy": ({ step }, context) => editPolicy(step, context),
};

const questions: QuestionsOf<typeof retentionProtocol, Context> = {
  "apply-retention": async ({ action }, context) => {
    const found = requireFolder(context);
    const { model } = context.subject;
    return action === "delete" ? deleteRetired(found, model) : archiveRetired(found, model);
  },
};

function read(context: Context): Promise<PageContent<RetentionSnapshot>> {
  const { model } = context.subject;
  return registryContent(context, async (registry) => ({
    title: model === undefined ? l10n.t("Retention") : l10n.t("Retention: {0}", model),
    snapshot: await retentionSnapshot(registry, context.subject),
  }));
}

async function editPolicy(step: PolicyStep, context: Context): Promise<void> {
  const found = requireFolder(context);
  switch (step) {
    case "create":
      await context.commands.createPolicy();
      return;
    case "open": {
      const { problem } = await found.registry.call("policy", {});
      const line = problem?.reason === "policy-mistake" ? problem.line : undefined;
      await showPolicy(found.folder, line ?? /^\s*retention\s*:/m);
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
  const editor = await window.showTextDocument(await policyUri(folder));
  const { document } = editor;
  const end = document.lineAt(document.lineCount - 1).range.end;
  const lead = end.character === 0 ? "\n" : "\n\n";
  const comment = l10n.t(
    "How many versions are kept, and after how many days archived ones are deleted.",
  );
  const text = `${lead}# ${comment}\nretention:\n  keepLast: \${1:5}\n  deleteAfterDays: \${2:90}\n`;
  await editor.insertSnippet(new SnippetString(text), end);
  editor.revealRange(new Range(end, document.lineAt(document.lineCount - 1).range.end));
}

/** Written but not saved, as one edit of what differs: the person sees what it is. */
async function addTransitions({ folder, registry }: FolderRegistry): Promise<void> {
  const uri = await policyUri(folder);
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

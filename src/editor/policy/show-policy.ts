import {
  commands,
  Position,
  Selection,
  TextEditorRevealType,
  window,
  workspace,
  type TextDocument,
  type TextEditor,
  type WorkspaceFolder,
} from "vscode";
import { policyUri } from "./policy-file.ts";

/**
 * Opens the policy of a folder at a line (counted from 1), or where a pattern first matches, and
 * returns its editor.
 */
export async function showPolicy(
  folder: WorkspaceFolder,
  place: number | RegExp = 1,
): Promise<TextEditor> {
  const editor = await window.showTextDocument(await policyUri(folder));
  const { document } = editor;
  await reloadIfStale(document);
  const at =
    typeof place === "number"
      ? new Position(Math.min(place, document.lineCount) - 1, 0)
      : document.positionAt(Math.max(0, document.getText().search(place)));
  const { range } = document.lineAt(at.line);
  editor.selection = new Selection(range.start, range.start);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}

/**
 * Reloads an open document that is older than its file: VS Code notices a change of the file only
 * after a while, and until then line numbers are wrong. Unsaved changes are kept.
 *
 * @param document of the active editor
 */
async function reloadIfStale(document: TextDocument): Promise<void> {
  const stored = Buffer.from(await workspace.fs.readFile(document.uri)).toString();
  if (document.isDirty || stored === document.getText()) return;
  await commands.executeCommand("workbench.action.files.revert");
}

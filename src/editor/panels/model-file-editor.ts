import { Disposable, window, workspace, type Uri } from "vscode";
import type { Pages } from "./pages.ts";

/** The view type of the editor that files of model formats open in. */
export const modelFileEditor = "modelRegistry.modelFile";
/** The same for endings that other files have as well: offered under “Open With…”. */
const offeredEditor = "modelRegistry.possibleModelFile";

/** Opens model files in the inspector page: read-only, without running anything. */
export function registerModelFileEditor(pages: Pages): Disposable {
  const editors = [modelFileEditor, offeredEditor].map((viewType) =>
    window.registerCustomEditorProvider(
      viewType,
      {
        openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
        resolveCustomEditor: ({ uri }, panel) => {
          if (uri.scheme !== "file") {
            panel.webview.html = notOnDiskHtml(uri);
            return;
          }
          const folder = workspace.getWorkspaceFolder(uri)?.uri.toString() ?? "";
          pages.fill(panel, { page: "inspect", folder, path: uri.fsPath });
        },
      },
      { supportsMultipleEditorsPerDocument: true },
    ),
  );
  return Disposable.from(...editors);
}

/**
 * Returns the page for a file of a diff or another extension: its content is not the one on disk.
 */
function notOnDiskHtml({ path, scheme }: Uri): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'" />
    <title>Model Inspector</title>
  </head>
  <body>
    <p>${escapeHtml(name)} (${escapeHtml(scheme)}) can't be inspected: only files on disk can be read.</p>
    <p>Open the file itself from the Explorer, or save this content as a file first.</p>
  </body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 32};`);
}

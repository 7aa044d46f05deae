import { l10n, Disposable, window, workspace, type Uri } from "vscode";
import { shownLanguage } from "../translations.ts";
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
  const problem = l10n.t(
    "{0} ({1}) can't be inspected: only files on disk can be read.",
    name,
    scheme,
  );
  const remedy = l10n.t(
    "Open the file itself from the Explorer, or save this content as a file first.",
  );
  return `<!DOCTYPE html>
<html lang="${escapeHtml(shownLanguage())}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'" />
    <title>${escapeHtml(l10n.t("Model Inspector"))}</title>
  </head>
  <body>
    <p>${escapeHtml(problem)}</p>
    <p>${escapeHtml(remedy)}</p>
  </body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 32};`);
}

import { Disposable, window, workspace, type Uri } from "vscode";
import type { Registries } from "../registries.ts";
import { PagePanel } from "./page-panel.ts";

/** The view type of the editor that files of model formats open in. */
export const modelFileEditor = "modelRegistry.modelFile";
/** The same for endings that other files have as well: offered under “Open With…”. */
const offeredEditor = "modelRegistry.possibleModelFile";

/** Model files open as what they say about themselves: read-only, without running anything. */
export function registerModelFileEditor(registries: Registries, extension: Uri): Disposable {
  const editors = [modelFileEditor, offeredEditor].map((viewType) =>
    window.registerCustomEditorProvider(
      viewType,
      {
        openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
        resolveCustomEditor: ({ uri }, panel) => {
          const folder = workspace.getWorkspaceFolder(uri)?.uri.toString() ?? "";
          new PagePanel(
            panel,
            { page: "inspect", folder, path: uri.fsPath },
            registries,
            extension,
          );
        },
      },
      { supportsMultipleEditorsPerDocument: true },
    ),
  );
  return Disposable.from(...editors);
}

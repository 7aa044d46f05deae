/**
 * A reload would end the tests with their extension host. So the part of VS Code's that restores a tab
 * is played here, on a real one; test/ui reloads the window.
 */
import { ViewColumn } from "vscode";
import type { WebviewPanelSerializer } from "vscode";
import { apiOfExtension } from "./extension.ts";
import { tab } from "./tabs.ts";

const serializers = new Map<string, WebviewPanelSerializer>();

const { registerWebviewPanelSerializer } = apiOfExtension.window;
Object.assign(apiOfExtension.window, {
  registerWebviewPanelSerializer: (viewType: string, serializer: WebviewPanelSerializer) => {
    serializers.set(viewType, serializer);
    return registerWebviewPanelSerializer(viewType, serializer);
  },
});

/** Gives the extension a tab to fill, and the state that the page in it had kept. */
export async function restorePage(page: string, state: unknown): Promise<void> {
  const viewType = `modelRegistry.${page}`;
  const serializer = serializers.get(viewType);
  if (!serializer) throw new Error(`Nothing restores ${viewType}.`);
  const title = "Not restored yet";
  const panel = apiOfExtension.window.createWebviewPanel(viewType, title, ViewColumn.Active);
  await tab(title);
  await serializer.deserializeWebviewPanel(panel, state);
}

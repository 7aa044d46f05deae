import { commands, workspace, type Disposable } from "vscode";

const setting = "modelRegistry.explorerMenuEndings";

/**
 * Keeps the context key of the endings that the menu of the Explorer leaves out. Those that the
 * setting adds are read by the manifest itself, also before the extension is active.
 */
export function keepExplorerMenu(): Disposable {
  const update = (): void => {
    const endings = workspace.getConfiguration().get<Record<string, unknown>>(setting, {});
    const hidden = Object.keys(endings).filter((ending) => endings[ending] === false);
    void commands.executeCommand("setContext", "modelRegistry.hiddenEndings", hidden);
  };
  update();
  return workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(setting)) update();
  });
}

import {
  Disposable,
  EventEmitter,
  FileDecoration,
  ThemeColor,
  window,
  workspace,
  type CancellationToken,
  type Uri,
} from "vscode";
import { verdictWords } from "../core/verdict-words.ts";
import { versionTitle } from "../core/version.ts";
import type { FileStatus } from "../registry/file-status.ts";
import { log } from "./log.ts";
import type { Registries } from "./registries.ts";

/**
 * Marks files in the Explorer that are registered: with the number of the version, or that they were
 * modified since, or that they are dangerous to load.
 */
export function registerFileDecorations(registries: Registries): Disposable {
  const changed = new EventEmitter<undefined>();
  const again = (): void => {
    changed.fire(undefined);
  };
  return Disposable.from(
    changed,
    registries.onDidChange(again),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("modelRegistry.fileDecorations")) again();
    }),
    // VS Code asks again by itself for what the Explorer shows anew, not for what was written over.
    workspace.onDidSaveTextDocument(again),
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) again();
    }),
    window.registerFileDecorationProvider({
      onDidChangeFileDecorations: changed.event,
      provideFileDecoration: (uri, token) => decorate(registries, uri, token),
    }),
  );
}

async function decorate(
  registries: Registries,
  uri: Uri,
  token: CancellationToken,
): Promise<FileDecoration | undefined> {
  if (!workspace.getConfiguration("modelRegistry", uri).get<boolean>("fileDecorations")) return;
  const folder = uri.scheme === "file" ? registries.containing(uri) : undefined;
  if (!folder) return undefined;
  const abort = new AbortController();
  token.onCancellationRequested(() => {
    abort.abort();
  });
  try {
    const task = { signal: abort.signal };
    const status = await folder.registry.call("fileStatus", { path: uri.fsPath }, task);
    return status && decoration(status);
  } catch (error) {
    if (!abort.signal.aborted) log().debug(`decoration of ${uri.fsPath}: ${String(error)}`);
    return undefined;
  }
}

function decoration({ version, bytes, verdict }: FileStatus): FileDecoration {
  const title = versionTitle(version);
  if (bytes === "modified") {
    return new FileDecoration("≠", `Modified since it was registered as ${title}`);
  }
  if (verdict === "dangerous") {
    return new FileDecoration(
      "!",
      `Registered as ${title}. ${verdictWords.dangerous.meaning}`,
      new ThemeColor("list.errorForeground"),
    );
  }
  // A badge has room for two characters.
  const badge = version.number < 100 ? String(version.number) : "R";
  return new FileDecoration(badge, `Registered as ${title} (${version.stage})`);
}

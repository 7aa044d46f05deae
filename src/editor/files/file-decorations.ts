import {
  Disposable,
  type Event,
  EventEmitter,
  type Extension,
  extensions,
  FileDecoration,
  l10n,
  ThemeColor,
  type Uri,
  window,
  workspace,
} from "vscode";
import { verdictWords } from "../../core/model/inspection/verdict-words.ts";
import { versionTitle } from "../../core/state/version.ts";
import { LruCache } from "../../core/text/lru-cache.ts";
import type { ExaminationRequest, FileExamination } from "../../registry/files/examine-file.ts";
import type { FileStatus } from "../../registry/files/file-status.ts";
import { log } from "../log.ts";
import type { Registries } from "../registries.ts";
import { FileExaminations } from "./file-examinations.ts";

/** Files whose changes are listened for: those that VS Code has asked about last. */
const maxAsked = 10_000;
/** VS Code takes so many changed files at once; of more it hears that anything may have changed. */
const maxAnnounced = 250;
/** Interval (ms) in which changes are reported as one. */
const settle = 100;
/** Time limit of an examination (ms), after which its thread is closed; most end far earlier. */
const examinationTimeoutMs = 15_000;

/**
 * Marks files in the Explorer: registered ones with the number of the version, or as modified
 * since, and any model file that is dangerous to load.
 *
 * VS Code asks for many files at once and shows nothing until all are answered, so each is answered
 * from the cache at once. Files that have to be read are read later in a separate thread, and then
 * VS Code is notified to ask again. It does not report when a file scrolls out of view, so the
 * latest requests are processed first.
 */
export function registerFileDecorations(registries: Registries): Disposable {
  const changed = new EventEmitter<Uri[] | undefined>();
  const asked = new LruCache<Uri>(maxAsked);
  const stale = new Map<string, Uri>();
  let announcement: NodeJS.Timeout | undefined;

  const askAgain = (): void => {
    changed.fire(undefined);
  };
  const askAgainFor = (path: string): void => {
    const uri = asked.get(path);
    if (!uri) return;
    stale.set(path, uri);
    announcement ??= setTimeout(() => {
      announcement = undefined;
      changed.fire(stale.size > maxAnnounced ? undefined : [...stale.values()]);
      stale.clear();
    }, settle);
  };
  const examinations = new FileExaminations(
    (request, signal) => examine(registries, request, signal),
    askAgainFor,
    askAgain,
  );
  const startAgain = (): void => {
    examinations.clear();
    askAgain();
  };
  const provideFileDecoration = async (uri: Uri): Promise<FileDecoration | undefined> => {
    const folder = uri.scheme === "file" ? registries.containing(uri) : undefined;
    if (!folder || !isOn("fileDecorations", uri)) return undefined;
    const path = uri.fsPath;
    asked.set(path, uri);
    try {
      const status = await folder.registry.call("fileStatus", { path });
      if (!status) return undefined;
      return decoration(status, examinations.of(path, status, isOn("markDangerousFiles", uri)));
    } catch (error) {
      log().debug(`No mark for ${path}: ${String(error)}`);
      return undefined;
    }
  };

  const watcher = workspace.createFileSystemWatcher("**");
  const look = ({ scheme, fsPath }: Uri): void => {
    if (scheme === "file") askAgainFor(fsPath);
  };
  const provider = { onDidChangeFileDecorations: changed.event, provideFileDecoration };
  const registration = registerAfterGit(() => window.registerFileDecorationProvider(provider));
  return Disposable.from(
    watcher,
    watcher.onDidCreate(look),
    watcher.onDidChange(look),
    watcher.onDidDelete(look),
    registries.onDidChange(askAgain),
    workspace.onDidChangeWorkspaceFolders(startAgain),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("modelRegistry")) startAgain();
    }),
    window.onDidChangeWindowState(({ focused }) => {
      // Not every file system tells of its changes.
      if (focused) askAgain();
    }),
    registration,
    new Disposable(() => {
      clearTimeout(announcement);
      examinations.clear();
    }),
    changed,
  );
}

/** The little of git's extension that is used here. */
interface GitExtension {
  getAPI(version: 1): { readonly onDidOpenRepository: Event<unknown> };
}

/**
 * Registers a provider, and again after git's own extension has registered its provider: VS Code
 * takes the colour of the last one registered, and files that git ignores would be grey even if
 * dangerous.
 */
function registerAfterGit(register: () => Disposable): Disposable {
  let current = register();
  let isDisposed = false;
  const again = (): void => {
    if (isDisposed) return;
    current.dispose();
    current = register();
  };
  // Not there in Restricted Mode, or where git is disabled.
  const git = extensions.getExtension<GitExtension>("vscode.git");
  let listening: Disposable | undefined;
  const follow = async (extension: Extension<GitExtension>): Promise<void> => {
    const exports = await extension.activate();
    again();
    // It registers one more for each repository that it opens.
    if (!isDisposed) listening = exports.getAPI(1).onDidOpenRepository(again);
  };
  if (git) {
    follow(git).catch((error: unknown) => {
      log().debug(`git's extension is not active: ${String(error)}`);
    });
  }
  return new Disposable(() => {
    isDisposed = true;
    listening?.dispose();
    current.dispose();
  });
}

function isOn(setting: "fileDecorations" | "markDangerousFiles", uri: Uri): boolean {
  return workspace.getConfiguration("modelRegistry", uri).get(setting, true);
}

/** Reads a file in the background. What fails finds nothing, and is tried again when the file changes. */
async function examine(
  registries: Registries,
  request: ExaminationRequest,
  signal: AbortSignal,
): Promise<FileExamination> {
  const background = registries.background();
  const tooLong = setTimeout(() => void background.close(), examinationTimeoutMs);
  try {
    return await background.call("examineFile", request, { signal });
  } catch (error) {
    if (!signal.aborted) log().debug(`${request.path} was not examined: ${String(error)}`);
    return {};
  } finally {
    clearTimeout(tooLong);
  }
}

function decoration(
  { registered }: FileStatus,
  { isSame, danger }: FileExamination = {},
): FileDecoration | undefined {
  if (!registered) return danger === undefined ? undefined : dangerous(danger);
  const { version, bytes, verdict } = registered;
  const title = versionTitle(version);
  if (bytes === "modified" || isSame === false) {
    const modified = l10n.t("Modified since it was registered as {0}", title);
    return danger === undefined
      ? new FileDecoration("≠", modified)
      : dangerous(`${danger} ${modified}`);
  }
  const found = danger ?? (verdict === "dangerous" ? verdictWords("dangerous").meaning : undefined);
  if (found !== undefined) return dangerous(`${found} ${l10n.t("Registered as {0}", title)}`);
  // A badge has room for two characters.
  const badge = version.number < 100 ? String(version.number) : "R";
  return new FileDecoration(badge, l10n.t("Registered as {0} ({1})", title, version.stage));
}

function dangerous(why: string): FileDecoration {
  return new FileDecoration(
    "!",
    l10n.t("Dangerous: {0}", why),
    new ThemeColor("modelRegistry.errorForeground"),
  );
}

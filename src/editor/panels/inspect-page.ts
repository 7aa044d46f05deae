import { basename, dirname } from "node:path";
import { RelativePattern, Uri, workspace, type FileSystemWatcher } from "vscode";
import {
  inspectProtocol,
  type InspectSnapshot,
  type VersionPlace,
} from "../../../webview/inspect/protocol.ts";
import type { Version } from "../../core/state/version.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";
import { commonHandlers } from "./common-handlers.ts";
import {
  editorPage,
  type ActionsOf,
  type EditorPage,
  type PageContent,
  type PageContext,
  type SubjectOf,
} from "./editor-page.ts";

type Context = PageContext<SubjectOf<"inspect">>;

/** Returns the page about a file or folder. It follows the file. */
export function inspectPage(context: Context): EditorPage {
  const { path } = context.subject;
  // Read while VS Code starts the page.
  let begun: Promise<PageContent<InspectSnapshot>> | undefined = read(context);
  // Reported to the page, once it asks.
  begun.catch(() => undefined);
  const watcher = watch(path, () => {
    begun = undefined;
    context.changed();
  });
  return editorPage(
    {
      protocol: inspectProtocol,
      context,
      read: () => {
        const reading = begun ?? read(context);
        begun = undefined;
        return reading;
      },
      actions,
      questions: {},
    },
    {
      dispose: () => {
        watcher.dispose();
      },
    },
  );
}

const actions: ActionsOf<typeof inspectProtocol, Context> = {
  ...commonHandlers,
  register: (_, { subject, commands }) => commands.register(Uri.file(subject.path)),
};

function watch(path: string, changed: () => void): FileSystemWatcher {
  const pattern = new RelativePattern(Uri.file(dirname(path)), basename(path));
  const watcher = workspace.createFileSystemWatcher(pattern);
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  watcher.onDidDelete(changed);
  return watcher;
}

async function read({ registries, subject }: Context): Promise<PageContent<InspectSnapshot>> {
  const registry = registries.at(subject.folder)?.registry ?? registries.reader();
  const snapshot = await inspectSnapshot(registry, subject);
  return { title: basename(subject.path), snapshot };
}

async function inspectSnapshot(
  registry: RemoteRegistry,
  { path, folder }: SubjectOf<"inspect">,
): Promise<InspectSnapshot> {
  const request = { path, ...(folder !== "" && { workspace: Uri.parse(folder).fsPath }) };
  const [{ inspection, ...found }, status] = await Promise.all([
    registry.call("inspectModel", request),
    folder === "" ? undefined : registry.call("fileStatus", { path }),
  ]);
  const { version, bytes, sha256 } = status?.registered ?? {};
  const same =
    folder === "" || found.isFolder ? undefined : await registry.call("versionsWithFile", { path });
  const isSame = same?.some(({ id }) => id === version?.id);
  const sure = (guess: FileBytes): FileBytes =>
    guess !== "unsure" || sha256 === undefined || isSame === undefined
      ? guess
      : isSame
        ? "same"
        : "modified";
  return {
    ...found,
    ...inspection,
    ...(version && bytes && { registered: { version: placeOf(version), bytes: sure(bytes) } }),
    ...(same && { sameBytes: same.filter(({ id }) => id !== version?.id).map(placeOf) }),
    path: workspace.asRelativePath(Uri.file(path), false),
    canRegister: workspace.isTrusted && folder !== "",
  };
}

type FileBytes = NonNullable<InspectSnapshot["registered"]>["bytes"];

function placeOf({ id, model, number, stage }: Version): VersionPlace {
  return { id, model, number, stage };
}

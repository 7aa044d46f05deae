import { Disposable, EventEmitter, l10n, Uri, workspace } from "vscode";
import { CommitId, ModelName, VersionId } from "../core/model/ids.ts";
import { RegistryError } from "../core/refusals/refusal.ts";
import { log } from "./log.ts";
import { sentencesOf } from "./refusals/refusal-words.ts";
import type { Registries } from "./registries.ts";

const scheme = "model-registry";

/** A commit as a read-only document. */
export function commitUri(folder: string, commit: CommitId): Uri {
  return documentUri(`commit/${commit.slice(0, 7)}.diff`, { folder, commit });
}

/**
 * A file of the repository as it was in a commit, as a read-only document. Its path is the same in all
 * commits: VS Code shows a file with another one as renamed.
 */
export function committedFileUri(folder: string, commit: CommitId, path: string): Uri {
  return documentUri(path, { folder, commit, path });
}

/** The uncommitted changes a version was registered with, as a read-only document. */
export function patchUri(folder: string, version: VersionId): Uri {
  return documentUri(l10n.t("uncommitted changes.diff"), { folder, version });
}

/** The changelog of a model as a read-only document, which follows the registry. */
export function changelogUri(folder: string, model: ModelName): Uri {
  return documentUri(l10n.t("CHANGELOG of {0}.md", model.replaceAll("/", "-")), { folder, model });
}

function documentUri(path: string, query: Readonly<Record<string, string>>): Uri {
  return Uri.from({ scheme, path, query: new URLSearchParams(query).toString() });
}

/** Gives the documents of this scheme their text. */
export function registerDocuments(registries: Registries): Disposable {
  const changed = new EventEmitter<Uri>();
  const following = registries.onDidChange(() => {
    for (const { uri } of workspace.textDocuments) if (follows(uri)) changed.fire(uri);
  });
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri) => {
      const query = new URLSearchParams(uri.query);
      const found = registries.at(query.get("folder") ?? "");
      if (!found) return `${l10n.t("The folder of this document is not open in this window.")}\n`;
      try {
        const model = ModelName.safeParse(query.get("model"));
        if (model.success) {
          return await found.registry.call("readChangelog", { model: model.data });
        }
        const version = VersionId.safeParse(query.get("version"));
        if (version.success)
          return await found.registry.call("readPatch", { version: version.data });
        const commit = CommitId.parse(query.get("commit"));
        const path = query.get("path");
        return path === null
          ? await found.registry.call("readCommit", { commit })
          : await found.registry.call("readCommittedFile", { commit, path });
      } catch (error) {
        if (error instanceof RegistryError) return `${sentencesOf(error.refusal)}\n`;
        // Thrown, VS Code would show its text where it makes links and icons of what it finds.
        log().error(`${uri.path}: ${String(error)}`);
        return `${l10n.t("An unexpected error occurred. See the log for details.")}\n`;
      }
    },
  });
  return Disposable.from(changed, following, provider);
}

/** Commits and patches never change. */
function follows({ scheme: of, query }: Uri): boolean {
  return of === scheme && new URLSearchParams(query).has("model");
}

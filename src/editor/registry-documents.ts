import { Uri, workspace, type Disposable } from "vscode";
import { CommitId, VersionId } from "../core/ids.ts";
import { RegistryError } from "../core/refusal.ts";
import type { Registries } from "./registries.ts";

const scheme = "model-registry";

/** A commit as a read-only document. */
export function commitUri(folder: string, commit: CommitId): Uri {
  return documentUri(`commit/${commit.slice(0, 7)}.diff`, { folder, commit });
}

/** The uncommitted changes a version was registered with, as a read-only document. */
export function patchUri(folder: string, version: VersionId): Uri {
  return documentUri("uncommitted changes.diff", { folder, version });
}

function documentUri(path: string, query: Readonly<Record<string, string>>): Uri {
  return Uri.from({ scheme, path, query: new URLSearchParams(query).toString() });
}

/** Gives the documents of this scheme their text. */
export function registerDocuments(registries: Registries): Disposable {
  return workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: async (uri) => {
      const query = new URLSearchParams(uri.query);
      const found = registries.at(query.get("folder") ?? "");
      if (!found) return "The folder of this document is not open in this window.\n";
      try {
        const version = VersionId.safeParse(query.get("version"));
        if (version.success)
          return await found.registry.call("readPatch", { version: version.data });
        return await found.registry.call("readCommit", {
          commit: CommitId.parse(query.get("commit")),
        });
      } catch (error) {
        if (error instanceof RegistryError) return `${error.message}\n`;
        throw error;
      }
    },
  });
}

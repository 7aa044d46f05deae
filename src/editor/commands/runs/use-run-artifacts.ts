import { basename } from "node:path";
import { commands, l10n, Uri } from "vscode";
import type { RunId } from "../../../core/model/run.ts";
import { runPlace } from "../../../core/runs/run-artifact-place.ts";
import {
  askForFolder,
  mayReplace,
  presentFiles,
  tellExported,
} from "../../actions/export-files.ts";
import type { FolderRegistry } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/** Opens an artifact of a run: a verified copy under its own name, in the editor that fits it. */
export async function openRunArtifact(
  { registry }: FolderRegistry,
  artifact: { readonly run: RunId; readonly path: string; readonly model?: string | undefined },
): Promise<undefined> {
  const path = await runWithProgress(l10n.t("Verifying"), (task) =>
    registry.call("openRunArtifact", artifact, task),
  );
  const name = basename(artifact.path);
  await commands.executeCommand("vscode.open", Uri.file(path), { preview: true }, name);
}

/** Copies an artifact of a run, or all of them, to a folder that is asked for. */
export async function exportRunArtifacts(
  { folder, registry }: FolderRegistry,
  { run, artifact }: { readonly run: RunId; readonly artifact?: string | undefined },
): Promise<readonly string[] | undefined> {
  const { runs } = await registry.call("describeRuns", { runs: [run] });
  const [described] = runs;
  if (!described) return undefined;
  const what = artifact ?? described.name ?? run.slice(0, 8);
  const destination = await askForFolder(
    l10n.t("Export {0}: choose the folder it is copied to", what),
    folder.uri,
  );
  if (!destination) return undefined;
  const chosen = artifact === undefined ? described.artifacts.map(runPlace) : [artifact];
  const present = await presentFiles(destination, chosen);
  if (present.length > 0 && !(await mayReplace(destination, present))) return undefined;
  const files = await runWithProgress(l10n.t("Exporting {0}", what), (task) =>
    registry.call(
      "exportRunArtifacts",
      {
        run,
        destination: destination.fsPath,
        // What is there the person has seen; what came meanwhile is refused.
        replace: present.length > 0,
        ...(artifact !== undefined && { artifacts: [artifact] }),
      },
      task,
    ),
  );
  void tellExported(what, destination, files);
  return files;
}

import { count } from "../../../core/text/format.ts";
import { importGto } from "../../../registry/interchange/import-gto.ts";
import { openGto } from "../../../registry/interchange/open-gto.ts";
import { previewGto, type GtoPreview } from "../../../registry/interchange/preview-gto.ts";
import { reportedRefusal } from "../../refusals/reported-refusal.ts";
import { versionDocument } from "../../report/documents.ts";
import {
  endWith,
  importedText,
  outcomeDocument,
  outcomeLines,
} from "../../report/foreign-report.ts";
import type { Session } from "../../run.ts";
import { alignedLines } from "../../terminal/table.ts";

/** Imports the versions that tags of GTO name. */
export async function importFromGto(
  { registry, output, task }: Session,
  { dryRun, acceptDanger }: { readonly dryRun: boolean; readonly acceptDanger: boolean },
): Promise<void> {
  registry.requireTrust();
  const opened = await openGto(registry.folder, task.signal);
  const preview = await previewGto(registry, opened, task);
  if (dryRun) {
    output.answer(previewDocument(preview), previewLines(preview));
    const wanted = preview.artifacts
      .flatMap(({ versions }) => versions)
      .filter(({ problem, imported }) => !problem && !imported);
    output.note(`${count(wanted.length, "version")} would be imported from GTO.`);
    return;
  }
  const versions = await importGto(registry, opened, preview, { acceptDanger }, task);
  output.done({ versions: versions.map(outcomeDocument) }, [
    ...versions.flatMap(outcomeLines),
    importedText(versions, [], "GTO"),
  ]);
  endWith(versions);
}

function previewDocument({ artifacts }: GtoPreview): unknown {
  return {
    models: artifacts.map(({ name, versions }) => ({
      from: name,
      versions: versions.map(({ given, path, files, imported, problem }) => ({
        version: given.version,
        commit: given.commit,
        stages: given.stages,
        path: path ?? null,
        files: files.map((file) => file.path),
        importedAs: imported ? versionDocument(imported) : null,
        problem: problem ? reportedRefusal(problem).message : null,
      })),
    })),
  };
}

function previewLines({ artifacts }: GtoPreview): readonly string[] {
  return artifacts.flatMap(({ name, versions }) => [
    name,
    ...alignedLines(
      versions.map(({ given, path = "", imported, problem }) => [
        given.version,
        given.commit.slice(0, 7),
        given.stages.join(", "),
        imported ? "imported already" : problem ? reportedRefusal(problem).message : path,
      ]),
    ).map((line) => `  ${line}`),
  ]);
}

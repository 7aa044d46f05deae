import { relative } from "node:path";
import type { Command } from "commander";
import { versionTitle } from "../../../core/state/version.ts";
import { count } from "../../../core/text/format.ts";
import { exportVersion } from "../../../registry/retrieval/export-version.ts";
import { addDespiteDamage, addHelp, referenceHelp } from "../../options.ts";
import { noteFormerName } from "../../references.ts";
import { versionDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";
import { givenPath } from "../../workspace-folder.ts";

interface ExportOptions {
  readonly out: string;
  readonly artifact?: string;
  readonly despiteDamage: boolean;
  readonly force: boolean;
}

/** Defines `model-registry export`. */
export function defineExport(command: Command): void {
  addHelp(command, {
    examples: [
      "export fraud-detection@Production --out deploy/model",
      "export fraud-detection@5 --out . --artifact scaler.pkl",
      "export fraud-detection@5 --out best.pth --force",
    ],
  });
  addDespiteDamage(command)
    .argument("<reference>", referenceHelp)
    .requiredOption(
      "--out <path>",
      "folder to copy into, made if it is missing; of a single artifact also the file, as best.pth",
    )
    .option("--artifact <path>", "only this one of its artifacts")
    .option("--force", "replace files that have other content", false)
    .action(
      (
        reference: string,
        { out, artifact, force, despiteDamage }: ExportOptions,
        command: Command,
      ) =>
        run(command, async ({ registry, output, task }) => {
          const destination = await givenPath(out);
          const { version, files } = await exportVersion(
            registry,
            {
              reference,
              despiteDamage,
              destination,
              replace: force,
              ...(artifact !== undefined && { artifact }),
            },
            task,
          );
          noteFormerName(output, reference, version.model);
          const isFile = files.includes(destination);
          output.done({ version: versionDocument(version), destination, files }, [
            `${versionTitle(version)}: ${count(files.length, "verified file")} ${isFile ? "at" : "in"} ${destination}`,
            ...(isFile ? [] : files.map((file) => `  ${relative(destination, file)}`)),
          ]);
        }),
    );
}

import type { Command } from "commander";
import { formatBytes } from "../../core/format.ts";
import { RegistryError } from "../../core/refusal.ts";
import { versionReference, versionTitle } from "../../core/version.ts";
import { deleteVersion, previewDeletion } from "../../registry/delete-version.ts";
import { findVersion } from "../../registry/find-version.ts";
import { eventDocument, versionDocument } from "../documents.ts";
import { CliError, usageError } from "../failure.ts";
import { freeingDocument, freeingNotes } from "../freeing-report.ts";
import { addCommand, referenceHelp } from "../options.ts";
import { run } from "../run.ts";

interface DeleteOptions {
  readonly reason?: string;
  readonly dryRun: boolean;
}

const reasonMissing = new CliError(
  usageError("required option '--reason <text>' not specified", "model-registry delete --help"),
);

/** `model-registry delete` */
export function addDelete(program: Command): void {
  addCommand(program, "delete", {
    summary: "Delete a version that nothing refers to, and free its bytes.",
    more: "Its number, its label and its history stay, and nobody else gets the number.",
    examples: [
      'delete fraud-detection@3 --reason "trained on the wrong data"',
      "delete fraud-detection@3 --dry-run",
    ],
  })
    .argument("<reference>", referenceHelp)
    .option("--reason <text>", "why, kept in the history; needed unless it is a dry run")
    .option("--dry-run", "only say what would be freed; exit code 1 if it would be refused", false)
    .action((reference: string, { reason, dryRun }: DeleteOptions, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const version = await findVersion(registry, { reference });
        const name = { reference: versionReference(version), id: version.id };
        if (dryRun) {
          const { freed, obstacle } = await previewDeletion(registry, { version: version.id });
          if (obstacle) throw new RegistryError(obstacle);
          output.answer({ ...name, version: versionDocument(version), wouldFree: freed }, [
            `${versionTitle(version)} would be deleted, ${formatBytes(freed)} freed`,
          ]);
          return;
        }
        if (reason === undefined) throw reasonMissing;
        const done = await deleteVersion(registry, { version: version.id, reason }, task);
        output.done(
          {
            ...name,
            version: versionDocument(version),
            ...freeingDocument(done),
            event: eventDocument(done.event),
          },
          [`${versionTitle(version)} deleted, ${formatBytes(done.freed.bytes)} freed`],
        );
        for (const note of freeingNotes(done)) output.note(note);
      }),
    );
}

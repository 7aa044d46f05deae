import type { Command } from "commander";
import { ModelName } from "../../../core/model/ids.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionReference, versionTitle } from "../../../core/state/version.ts";
import { formatBytes } from "../../../core/text/format.ts";
import { deleteModel, previewModelDeletion } from "../../../registry/models/delete-model.ts";
import type { Registry } from "../../../registry/registry.ts";
import { deleteVersion, previewDeletion } from "../../../registry/retention/delete-version.ts";
import { CliError } from "../../failure.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { noteFormerName, versionOf } from "../../references.ts";
import { eventDocument, versionDocument } from "../../report/documents.ts";
import { freeingDocument, freeingNotes } from "../../report/freeing-report.ts";
import { run, type Session } from "../../run.ts";

interface DeleteOptions {
  readonly reason?: string;
  readonly dryRun: boolean;
}

const reasonMissing = new CliError({
  reason: "not-understood",
  problem: "required option '--reason <text>' not specified",
  help: "model-registry delete --help",
});

/** Defines `model-registry delete`. */
export function defineDelete(command: Command): void {
  addHelp(command, {
    more: "Its number, its label and its history stay, and nobody else gets the number.",
    examples: [
      'delete fraud-detection@3 --reason "trained on the wrong data"',
      "delete fraud-detection@3 --dry-run",
      'delete fraud-detction --reason "misspelt"',
    ],
  })
    .argument("<reference>", referenceHelp)
    .option("--reason <text>", "reason, recorded in the history; needed unless it is a dry run")
    .option("--dry-run", "only say what would be freed; exit code 1 if it would be refused", false)
    .action((reference: string, { reason, dryRun }: DeleteOptions, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const empty = await emptyModelCalled(registry, reference);
        if (empty !== undefined) {
          noteFormerName(output, reference, empty);
          await deleteEmptyModel({ registry, output }, empty, reason, dryRun);
          return;
        }
        const version = await versionOf({ registry, output }, reference);
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

/** Returns the name of a model without versions, if that is what is meant. */
async function emptyModelCalled(registry: Registry, text: string): Promise<ModelName | undefined> {
  const name = ModelName.safeParse(text.trim());
  const model = name.success ? await registry.read((state) => state.model(name.data)) : undefined;
  return model?.versionCount === 0 ? model.name : undefined;
}

async function deleteEmptyModel(
  { registry, output }: Pick<Session, "registry" | "output">,
  model: ModelName,
  reason: string | undefined,
  dryRun: boolean,
): Promise<void> {
  if (dryRun) {
    const obstacle = await previewModelDeletion(registry, { model });
    if (obstacle) throw new RegistryError(obstacle);
    output.answer({ model }, [`The model ${model} would be deleted; it has no versions`]);
    return;
  }
  if (reason === undefined) throw reasonMissing;
  const event = await deleteModel(registry, { model, reason });
  output.done({ model, id: event.data.model, event: eventDocument(event) }, [
    `The model ${model} deleted; it had no versions`,
  ]);
}

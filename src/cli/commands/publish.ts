import type { Command } from "commander";
import { versionTitle } from "../../core/state/version.ts";
import { publishToGto } from "../../registry/interchange/publish-gto.ts";
import { versionDocument } from "../documents.ts";
import { addHelp, referenceHelp } from "../options.ts";
import { noteFormerName } from "../references.ts";
import { run } from "../run.ts";

/** Defines `model-registry publish`. */
export function definePublish(command: Command): void {
  addHelp(command, {
    more:
      "Writes annotated tags as GTO does, fraud@v1.2.0 and, for a version in a stage, " +
      "fraud#Production#1, on the commit that was recorded with the version. Push them yourself: " +
      "git push --tags.",
    examples: ["publish fraud-detection@Production --gto"],
  })
    .argument("<reference>", referenceHelp)
    .requiredOption("--gto", "as git tags of GTO")
    .action((reference: string, _options: unknown, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const { version, tags, commit } = await publishToGto(registry, { reference }, task);
        noteFormerName(output, reference, version.model);
        output.done({ version: versionDocument(version), tags, commit }, [
          tags.length === 0
            ? `${versionTitle(version)}: its tags are there already`
            : `${versionTitle(version)}: ${tags.join(", ")} on ${commit.slice(0, 7)}`,
        ]);
      }),
    );
}

import type { Command } from "commander";
import { versionReference } from "../../core/version.ts";
import { readMarkings, type Markings } from "../../registry/annotations/read-markings.ts";
import {
  describeVersion,
  type VersionDescription,
} from "../../registry/versions/describe-version.ts";
import {
  artifactDocument,
  conflictDocument,
  datasetDocument,
  versionDocument,
} from "../documents.ts";
import { addHelp, referenceHelp } from "../options.ts";
import { versionOf } from "../references.ts";
import { run } from "../run.ts";
import { versionPage } from "../version-page.ts";

/** Defines `model-registry show`. */
export function defineShow(command: Command): void {
  addHelp(command, {
    examples: ["show fraud-detection@5", "show fraud-detection@Production --json | jq .recipe.git"],
  })
    .argument("<reference>", referenceHelp)
    .action((reference: string, _options: unknown, command: Command) =>
      run(command, async ({ registry, output }) => {
        const { id, model } = await versionOf({ registry, output }, reference);
        const description = await describeVersion(registry, { version: id });
        const written = await readMarkings(registry, { subject: { model } });
        output.answer(showDocument(description, written), versionPage(description, written));
      }),
    );
}

function showDocument(description: VersionDescription, ofModel: Markings): unknown {
  const { detail, parents, children, production, conflicts, history, moves, canRollBack } =
    description;
  const { registration, artifacts } = detail;
  return {
    ...versionDocument(detail),
    description: detail.annotations.description ?? null,
    source: registration.source,
    tags: detail.tags,
    annotations: detail.annotations,
    artifacts: artifacts.map(artifactDocument),
    recipe: {
      ...registration.recipe,
      datasets: registration.recipe.datasets.map(datasetDocument),
    },
    inspection: registration.inspection ?? null,
    parents: parents.map(versionDocument),
    // With their relation, and those that are not versions of this registry.
    madeFrom: registration.parents,
    absentFiles: description.absentFiles,
    children: children.map(versionDocument),
    production: production ? versionReference(production) : null,
    targets: moves.map(({ to }) => to),
    canRollBack,
    ofModel,
    conflicts: conflicts.map(conflictDocument),
    history,
  };
}

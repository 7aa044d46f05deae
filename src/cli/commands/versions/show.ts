import type { Command } from "commander";
import { reproductionsIn } from "../../../core/events/reproductions-in.ts";
import type { VersionId } from "../../../core/model/ids.ts";
import { versionReference, versionTitle, type Version } from "../../../core/state/version.ts";
import { formatBytes } from "../../../core/text/format.ts";
import { readMarkings, type Markings } from "../../../registry/annotations/read-markings.ts";
import { exportPatch } from "../../../registry/retrieval/export-patch.ts";
import {
  describeVersion,
  type VersionDescription,
} from "../../../registry/versions/describe-version.ts";
import { metricHistory } from "../../../registry/versions/metric-history.ts";
import { readPatchBytes } from "../../../registry/versions/read-patch.ts";
import { CliError } from "../../failure.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { versionOf } from "../../references.ts";
import {
  artifactDocument,
  conflictDocument,
  datasetDocument,
  versionDocument,
} from "../../report/documents.ts";
import { outcomeDocument } from "../../report/reproduction-report.ts";
import { versionPage } from "../../report/version-page.ts";
import { run, type Session } from "../../run.ts";
import { alignedLines } from "../../terminal/table.ts";
import { givenPath } from "../../workspace-folder.ts";

/** Defines `model-registry show`. */
export function defineShow(command: Command): void {
  addHelp(command, {
    examples: [
      "show fraud-detection@5",
      "show fraud-detection@Production --json | jq .recipe.git",
      "show fraud-detection@5 --patch | git apply",
      "show fraud-detection@5 --history validation.loss",
    ],
  })
    .argument("<reference>", referenceHelp)
    .option("--patch", "print its uncommitted changes, in the format of git apply", false)
    .option("--history <metric>", "print a metric by step of the training")
    .option("--output <file>", "with --patch: write them into this file instead")
    .option("--force", "with --output: replace a file that has other content", false)
    .action((reference: string, options: ShowOptions, command: Command) =>
      run(command, async (session) => {
        const { registry, output } = session;
        requirePatchFor(options);
        const { id, model, number } = await versionOf({ registry, output }, reference);
        if (options.patch) {
          await showPatch(session, id, options);
          return;
        }
        if (options.history !== undefined) {
          await showHistory(session, { id, model, number }, options.history);
          return;
        }
        const description = await describeVersion(registry, { version: id });
        const written = await readMarkings(registry, { subject: { model } });
        output.answer(showDocument(description, written), versionPage(description, written));
      }),
    );
}

interface ShowOptions {
  readonly history?: string;
  readonly patch: boolean;
  readonly output?: string;
  readonly force: boolean;
}

/** @throws CliError `usage` */
function requirePatchFor({ patch, output, force }: ShowOptions): void {
  if ((patch || output === undefined) && (output !== undefined || !force)) return;
  throw new CliError({ reason: patch ? "force-without-output" : "output-without-patch" });
}

async function showPatch(
  { registry, output, task }: Session,
  version: VersionId,
  { output: file, force }: ShowOptions,
): Promise<void> {
  if (file === undefined) {
    const patch = await readPatchBytes(registry, { version });
    output.file({ patch: Buffer.from(patch).toString("utf8") }, patch);
    return;
  }
  const request = { version, destination: await givenPath(file), replace: force };
  const written = await exportPatch(registry, request, task);
  output.done(written, [`${formatBytes(written.size)} written to ${written.file}`]);
}

async function showHistory(
  { registry, output }: Session,
  version: Pick<Version, "id" | "model" | "number">,
  metric: string,
): Promise<void> {
  const read = await metricHistory(registry, { versions: [version.id], metric });
  const [found] = read.series;
  if (!found || read.metric !== metric) {
    throw new CliError({
      reason: "history-missing",
      title: versionTitle(version),
      metric,
      metrics: read.metrics,
    });
  }
  const { axis, points } = found;
  output.answer({ version: versionReference(version), metric, axis, points }, [
    ...alignedLines([
      [axis, metric],
      ...points.map(([step, value]) => [String(step), String(value)]),
    ]),
  ]);
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
    ...(description.awayFiles.length > 0 && { notDownloaded: description.awayFiles }),
    children: children.map(versionDocument),
    production: production ? versionReference(production) : null,
    targets: moves.map(({ to }) => to),
    canRollBack,
    ofModel,
    reproductions: reproductionsIn(detail.history).map(({ at, actor, data }) => ({
      at,
      actor,
      ...outcomeDocument(data),
    })),
    conflicts: conflicts.map(conflictDocument),
    history,
  };
}

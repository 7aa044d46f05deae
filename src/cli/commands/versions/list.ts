import type { Command } from "commander";
import { findNamedMetric } from "../../../core/metrics/find-metric.ts";
import type { Version } from "../../../core/state/version.ts";
import { count } from "../../../core/text/format.ts";
import { emptyModels, listVersions } from "../../../registry/models/overview.ts";
import { CliError } from "../../failure.ts";
import { addHelp, positiveInteger } from "../../options.ts";
import { modelOf, stageOf } from "../../references.ts";
import { versionDocument } from "../../report/documents.ts";
import { sharingDocument, sharingNotes } from "../../report/sharing-notes.ts";
import { versionLines } from "../../report/version-table.ts";
import { run } from "../../run.ts";
import { noneMeets, search } from "../../search.ts";

interface ListOptions {
  readonly stage?: string;
  readonly metric?: string;
  readonly where?: string;
  readonly limit: number;
}

/** Defines `model-registry list`. */
export function defineList(command: Command): void {
  addHelp(command, {
    examples: [
      "list",
      "list fraud-detection",
      "list fraud-detection --metric test.recall",
      'list fraud-detection --where "metrics.test.auc > 0.9 and not stage = Rejected"',
      "list --stage Production --json",
    ],
  })
    .argument("[name]", "only versions of this model")
    .option("--stage <stage>", "only versions now in this stage")
    .option(
      "--metric <name>",
      "the metric to show (default: one of the recorded, chosen by its name)",
    )
    .option("--where <query>", "only versions that meet a query (see “search --help”)")
    .option("--limit <n>", "at most so many", positiveInteger, 100)
    .action((name: string | undefined, options: ListOptions, command: Command) =>
      run(command, async ({ registry, output }) => {
        const { where, limit } = options;
        const scope = {
          ...(name !== undefined && { model: await modelOf({ registry, output }, name) }),
          ...(options.stage !== undefined && { stage: await stageOf(registry, options.stage) }),
        };
        const found =
          where === undefined
            ? await listVersions(registry, { ...scope, limit: limit + 1 })
            : (await search({ registry, output }, { ...scope, query: where, limit: limit + 1 }))
                .versions;
        const versions = found.slice(0, options.limit);
        if (options.metric !== undefined) requireMetric(versions, options.metric);
        const more = found.length > versions.length;
        const isOfAll = name === undefined && options.stage === undefined && where === undefined;
        const empty = isOfAll && !more ? await emptyModels(registry) : [];
        const sharing = await sharingNotes(registry, versions);
        output.answer(
          {
            versions: versions.map((version) => ({
              ...versionDocument(version),
              ...sharingDocument(sharing.get(version.id)),
            })),
            more,
            ...(empty.length > 0 && { emptyModels: empty.map((model) => model.name) }),
          },
          versions.length + empty.length > 0
            ? versionLines(versions, empty, { metric: options.metric, now: Date.now(), sharing })
            : [],
        );
        if (versions.length + empty.length === 0) {
          output.note(
            where === undefined ? `No versions in ${registry.folder}.` : noneMeets(where),
          );
        }
        if (more) output.note(`${count(versions.length, "version")} shown; more with --limit.`);
      }),
    );
}

/** @throws RegistryError `invalid-request` if none of the versions has the metric */
function requireMetric(versions: readonly Version[], metric: string): void {
  if (versions.length === 0 || versions.some(({ metrics }) => findNamedMetric(metrics, metric)))
    return;
  const names = [...new Set(versions.flatMap(({ metrics }) => Object.keys(metrics)))];
  throw new CliError({ reason: "metric-nowhere", metric, metrics: names });
}

import type { Command } from "commander";
import { findNamedMetric } from "../../core/find-metric.ts";
import { count, firstFew, formatAge, formatMetric, shortDigest } from "../../core/format.ts";
import { mainMetric } from "../../core/metric-direction.ts";
import { RegistryError } from "../../core/refusal.ts";
import { versionCountText, type Model, type Version } from "../../core/version.ts";
import { emptyModels, listVersions } from "../../registry/models/overview.ts";
import { versionDocument } from "../documents.ts";
import { addHelp, positiveInteger } from "../options.ts";
import { modelOf, stageOf } from "../references.ts";
import { run } from "../run.ts";
import { tableLines } from "../table.ts";

interface ListOptions {
  readonly stage?: string;
  readonly metric?: string;
  readonly limit: number;
}

/** Defines `model-registry list`. */
export function defineList(command: Command): void {
  addHelp(command, {
    examples: [
      "list",
      "list fraud-detection",
      "list fraud-detection --metric test.recall",
      "list --stage Production --json",
    ],
  })
    .argument("[name]", "only versions of this model")
    .option("--stage <stage>", "only versions now in this stage")
    .option("--metric <name>", "the metric to show (default: the one that is best known)")
    .option("--limit <n>", "at most so many", positiveInteger, 100)
    .action((name: string | undefined, options: ListOptions, command: Command) =>
      run(command, async ({ registry, output }) => {
        const found = await listVersions(registry, {
          ...(name !== undefined && { model: await modelOf({ registry, output }, name) }),
          ...(options.stage !== undefined && { stage: await stageOf(registry, options.stage) }),
          limit: options.limit + 1,
        });
        const versions = found.slice(0, options.limit);
        if (options.metric !== undefined) requireMetric(versions, options.metric);
        const more = found.length > versions.length;
        const isOfAll = name === undefined && options.stage === undefined;
        const empty = isOfAll && !more ? await emptyModels(registry) : [];
        output.answer(
          {
            versions: versions.map(versionDocument),
            more,
            ...(empty.length > 0 && { emptyModels: empty.map((model) => model.name) }),
          },
          versions.length + empty.length > 0
            ? listLines(versions, empty, options.metric, Date.now())
            : [],
        );
        if (versions.length + empty.length === 0) {
          output.note(`No versions in ${registry.folder}.`);
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
  throw new RegistryError({
    code: "invalid-request",
    message: `None of these versions has a metric “${metric}”.`,
    wayOut:
      names.length > 0
        ? `They have ${firstFew(names)}.`
        : "They have no metrics; leave --metric out.",
  });
}

function listLines(
  versions: readonly Version[],
  empty: readonly Model[],
  metric: string | undefined,
  now: number,
): readonly string[] {
  return tableLines(
    [
      { title: "NAME" },
      { title: "VERSION", align: "right" },
      { title: "STAGE" },
      { title: "METRIC" },
      { title: "AGE", align: "right" },
      { title: "DIGEST" },
    ],
    [
      ...versions.map((version) => [
        version.model,
        [version.number, version.label].filter(Boolean).join(" · "),
        [version.stage, ...(version.aliases ?? [])].join(", "),
        metricText(version.metrics, versions, metric),
        formatAge(version.registeredAt, now),
        shortDigest(version.digest),
      ]),
      ...empty.map((model) => [model.name, "", versionCountText(model), "", "", ""]),
    ],
  );
}

function metricText(
  metrics: Version["metrics"],
  listed: readonly Version[],
  wanted: string | undefined,
): string {
  const key =
    wanted === undefined ? mainMetric(Object.keys(metrics)) : findNamedMetric(metrics, wanted)?.key;
  const value = key === undefined ? undefined : metrics[key];
  const others = listed.flatMap((other) => (key === undefined ? [] : (other.metrics[key] ?? [])));
  return key === undefined || value === undefined ? "" : `${key} ${formatMetric(value, others)}`;
}

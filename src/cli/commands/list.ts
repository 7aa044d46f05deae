import type { Command } from "commander";
import { count, formatAge, formatMetric, shortDigest } from "../../core/format.ts";
import { mainMetric } from "../../core/metric-direction.ts";
import type { Version } from "../../core/version.ts";
import { listVersions } from "../../registry/overview.ts";
import { versionDocument } from "../documents.ts";
import { addCommand, positiveInteger } from "../options.ts";
import { modelOf, stageOf } from "../references.ts";
import { run } from "../run.ts";
import { tableLines } from "../table.ts";

interface ListOptions {
  readonly stage?: string;
  readonly limit: number;
}

/** `model-registry list` */
export function addList(program: Command): void {
  addCommand(program, "list", {
    summary: "List versions, newest first: of one model or of all.",
    examples: ["list", "list fraud-detection", "list --stage Production --json"],
  })
    .argument("[name]", "only versions of this model")
    .option("--stage <stage>", "only versions now in this stage")
    .option("--limit <n>", "at most so many", positiveInteger, 100)
    .action((name: string | undefined, options: ListOptions, command: Command) =>
      run(command, async ({ registry, output }) => {
        const found = await listVersions(registry, {
          ...(name !== undefined && { model: await modelOf(registry, name) }),
          ...(options.stage !== undefined && { stage: await stageOf(registry, options.stage) }),
          limit: options.limit + 1,
        });
        const versions = found.slice(0, options.limit);
        const more = found.length > versions.length;
        output.answer(
          { versions: versions.map(versionDocument), more },
          versions.length > 0 ? listLines(versions, Date.now()) : [],
        );
        if (versions.length === 0) output.note(`No versions in ${registry.folder}.`);
        if (more) output.note(`${count(versions.length, "version")} shown; more with --limit.`);
      }),
    );
}

function listLines(versions: readonly Version[], now: number): readonly string[] {
  return tableLines(
    [
      { title: "NAME" },
      { title: "VERSION", align: "right" },
      { title: "STAGE" },
      { title: "METRIC" },
      { title: "AGE", align: "right" },
      { title: "DIGEST" },
    ],
    versions.map((version) => [
      version.model,
      [version.number, version.label].filter(Boolean).join(" · "),
      [version.stage, ...(version.aliases ?? [])].join(", "),
      metricText(version.metrics, versions),
      formatAge(version.registeredAt, now),
      shortDigest(version.digest),
    ]),
  );
}

function metricText(metrics: Version["metrics"], listed: readonly Version[]): string {
  const key = mainMetric(Object.keys(metrics));
  const value = key === undefined ? undefined : metrics[key];
  const others = listed.flatMap((other) => (key === undefined ? [] : (other.metrics[key] ?? [])));
  return key === undefined || value === undefined ? "" : `${key} ${formatMetric(value, others)}`;
}

import type { Command } from "commander";
import type { ImpactSubject, ImpactedVersion } from "../../../core/lineage/impact.ts";
import { versionReference, versionTitle } from "../../../core/state/version.ts";
import { count, formatAge, shortCommit, shortDigest } from "../../../core/text/format.ts";
import { formatNumber } from "../../../core/text/language.ts";
import { impact, type Impact } from "../../../registry/lineage/impact.ts";
import { addHelp, positiveInteger } from "../../options.ts";
import { run } from "../../run.ts";
import { tableLines } from "../../terminal/table.ts";

/** Defines `model-registry impact`. */
export function defineImpact(command: Command): void {
  addHelp(command, {
    more:
      "Directly, or through versions that others were made from. Versions in Production come " +
      "first, then those on the way there.",
    examples: [
      "impact data/train.csv",
      "impact s3://bucket/train.parquet --json",
      "impact b5445312",
      "impact fraud@3",
      "impact data/train.csv --limit 20",
    ],
  })
    .argument(
      "<subject>",
      "path, URI, name, name@version or digest of a dataset, a commit, or a version",
    )
    .option("--limit <n>", "list at most so many; all are counted", positiveInteger)
    .action((text: string, { limit }: { readonly limit?: number }, command: Command) =>
      run(command, async ({ registry, output }) => {
        const subject = text.replace(/^\.\//, "");
        const found = await impact(registry, { subject, ...(limit !== undefined && { limit }) });
        output.answer(impactDocument(found), impactLines(found, Date.now()));
        const more = found.total - found.versions.length;
        if (more > 0) output.note(`${count(more, "more version")} not listed; more with --limit.`);
      }),
    );
}

function impactDocument({ subject, total, versions, stages, direct }: Impact): unknown {
  const references = new Map(versions.map((version) => [version.id, versionReference(version)]));
  return {
    subject,
    total,
    direct,
    stages,
    versions: versions.map((version) => ({
      reference: versionReference(version),
      id: version.id,
      model: version.model,
      number: version.number,
      stage: version.stage,
      deleted: version.deleted,
      registeredAt: version.registeredAt,
      steps: version.steps,
      through: version.through.map((id) => references.get(id) ?? id),
    })),
  };
}

function impactLines(
  { subject, total, versions, stages, direct }: Impact,
  now: number,
): readonly string[] {
  const title = subjectTitle(subject);
  if (versions.length === 0) return [`No version depends on ${title}.`];
  const titles = new Map(versions.map((version) => [version.id, versionTitle(version)]));
  const through = ({ through }: ImpactedVersion): string =>
    through
      .map((id) => titles.get(id) ?? (subject.kind === "version" ? subject.title : id))
      .join(", ");
  const counts = stages.map(({ stage, count: n }) => `${stage} ${n}`).join(", ");
  return [
    `${count(total, "version")} ${total === 1 ? "depends" : "depend"} on ${title}, ` +
      `${formatNumber(direct)} directly and ${formatNumber(total - direct)} through parents${counts && `: ${counts}`}`,
    "",
    ...tableLines(
      [
        { title: "NAME" },
        { title: "VERSION", align: "right" },
        { title: "STAGE" },
        { title: "AGE" },
        { title: "THROUGH" },
      ],
      versions.map((version) => [
        version.model,
        String(version.number),
        version.deleted ? "deleted" : version.stage,
        formatAge(version.registeredAt, now),
        through(version),
      ]),
    ),
  ];
}

function subjectTitle(subject: ImpactSubject): string {
  switch (subject.kind) {
    case "dataset": {
      const [content, ...others] = subject.contents;
      if (content === undefined) return subject.place;
      return others.length > 0
        ? `${subject.place} (${count(subject.contents.length, "content")})`
        : `${subject.place} ${shortDigest(content)}`;
    }
    case "commit":
      return `commit ${shortCommit(subject.commit)}`;
    case "version":
      return subject.title;
  }
}

import type { Command } from "commander";
import type { ImpactSubject, ImpactedVersion } from "../../core/lineage/impact.ts";
import { versionReference, versionTitle } from "../../core/state/version.ts";
import { count, formatAge, shortCommit, shortDigest } from "../../core/text/format.ts";
import { impact, type Impact } from "../../registry/lineage/impact.ts";
import { addHelp } from "../options.ts";
import { run } from "../run.ts";
import { tableLines } from "../table.ts";

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
    ],
  })
    .argument(
      "<subject>",
      "path, URI, name, name@version or digest of a dataset, a commit, or a version",
    )
    .action((text: string, _options: unknown, command: Command) =>
      run(command, async ({ registry, output }) => {
        const subject = text.replace(/^\.\//, "");
        const found = await impact(registry, { subject });
        output.answer(impactDocument(found), impactLines(found, Date.now()));
      }),
    );
}

function impactDocument({ subject, versions, stages, direct }: Impact): unknown {
  const references = new Map(versions.map((version) => [version.id, versionReference(version)]));
  return {
    subject,
    total: versions.length,
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
  { subject, versions, stages, direct }: Impact,
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
  const indirect = versions.length - direct;
  return [
    `${count(versions.length, "version")} ${versions.length === 1 ? "depends" : "depend"} on ${title}, ` +
      `${direct} directly and ${indirect} through parents${counts && `: ${counts}`}`,
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

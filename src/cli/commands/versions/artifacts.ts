import type { Command } from "commander";
import { artifactSha256, isHeld, type Artifact } from "../../../core/model/artifact.ts";
import { digestText } from "../../../core/model/data/digests.ts";
import { versionReference, type Version } from "../../../core/state/version.ts";
import { count, formatBytes, shortDigest } from "../../../core/text/format.ts";
import { listArtifacts } from "../../../registry/models/list-artifacts.ts";
import { addHelp, positiveInteger } from "../../options.ts";
import { modelOf } from "../../references.ts";
import { artifactDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";
import { tableLines } from "../../terminal/table.ts";

/** Defines `model-registry artifacts`. */
export function defineArtifacts(command: Command): void {
  addHelp(command, {
    examples: [
      "artifacts fraud-detection",
      "artifacts --json | jq -r '.artifacts[] | select(.role == \"preprocessor\") | .sha256'",
    ],
  })
    .argument("[name]", "only files of this model's versions")
    .option("--limit <n>", "of at most so many versions", positiveInteger, 100)
    .action((name: string | undefined, { limit }: { readonly limit: number }, command: Command) =>
      run(command, async ({ registry, output }) => {
        const found = await listArtifacts(registry, {
          ...(name !== undefined && { model: await modelOf({ registry, output }, name) }),
          limit: limit + 1,
        });
        const shown = found.slice(0, limit);
        const more = found.length > shown.length;
        const rows = shown.flatMap(({ version, artifacts }) =>
          artifacts.map((artifact) => ({ version, artifact })),
        );
        output.answer(
          {
            artifacts: rows.map(({ version, artifact }) => ({
              version: versionReference(version),
              ...artifactDocument(artifact),
            })),
            more,
          },
          rows.length > 0 ? artifactLines(rows) : [],
        );
        if (rows.length === 0) output.note(`No versions in ${registry.folder}.`);
        if (more) output.note(`Files of ${count(limit, "version")} shown; more with --limit.`);
      }),
    );
}

interface Row {
  readonly version: Version;
  readonly artifact: Artifact;
}

function artifactLines(rows: readonly Row[]): readonly string[] {
  return tableLines(
    [
      { title: "VERSION" },
      { title: "FILE" },
      { title: "ROLE" },
      { title: "SIZE", align: "right" },
      { title: "DIGEST" },
    ],
    rows.map(({ version, artifact }) => [
      versionReference(version),
      artifact.path,
      artifact.role,
      artifact.size === undefined ? "" : formatBytes(artifact.size),
      placeText(artifact),
    ]),
  );
}

/** Returns the beginning of the digest, and of a file kept elsewhere the URI. */
function placeText(artifact: Artifact): string {
  const sha256 = artifactSha256(artifact);
  if (isHeld(artifact)) return shortDigest(artifact.sha256);
  const digest = sha256 === undefined ? digestText(artifact.digests) : shortDigest(sha256);
  return [digest, `kept at ${artifact.uri}`].filter(Boolean).join(", ");
}

import { Option, type Command } from "commander";
import type { VersionId } from "../../../core/model/ids.ts";
import { comparisonCsv, comparisonMarkdown } from "../../../core/reports/comparison-export.ts";
import { compareVersions, filterMetrics } from "../../../core/reports/comparison.ts";
import { versionReference, type Version } from "../../../core/state/version.ts";
import { withoutV } from "../../../core/text/semver.ts";
import { comparedVersions } from "../../../registry/versions/compared-versions.ts";
import { CliError } from "../../failure.ts";
import { addHelp, repeated } from "../../options.ts";
import { versionOf } from "../../references.ts";
import { comparisonLines } from "../../report/comparison-lines.ts";
import { versionDocument } from "../../report/documents.ts";
import { run, type Session } from "../../run.ts";

const formats = ["text", "md", "csv", "json"] as const;

interface CompareOptions {
  readonly baseline?: string;
  readonly metrics: readonly string[];
  readonly format: (typeof formats)[number];
}

/** Defines `model-registry compare`. */
export function defineCompare(command: Command): void {
  addHelp(command, {
    more: "The first one is the baseline, unless --baseline names another.",
    examples: [
      "compare fraud-detection@Production fraud-detection@latest",
      "compare fraud-detection@3 fraud-detection@4 fraud-detection@5 --json",
      "compare fraud-detection@4 fraud-detection@5 --baseline fraud-detection@Production",
      "compare fraud-detection@4 fraud-detection@5 --metrics test.auc,latency --format md",
    ],
  })
    .argument("<references...>", "references of the versions to compare")
    .option("--baseline <reference>", "the version that the others are compared with")
    .option(
      "--metrics <names>",
      "only these metrics, with commas between them; * stands for any text",
      repeated,
      [],
    )
    .addOption(
      new Option("--format <format>", "form of the answer").choices(formats).default("text"),
    )
    .action((references: readonly string[], options: CompareOptions, command: Command) => {
      if (options.format === "json") command.setOptionValue("json", true);
      return run(command, (session) => compare(session, references, options));
    });
}

async function compare(
  session: Session,
  references: readonly string[],
  { baseline: named, metrics, format }: CompareOptions,
): Promise<void> {
  const { registry, output } = session;
  const chosen = await Promise.all(references.map((text) => ask(session, text)));
  const asked = named === undefined ? chosen[0] : await ask(session, named);
  const known = chosen.findIndex(({ id }) => id === asked?.id);
  const all = asked && known < 0 ? [asked, ...chosen] : chosen;
  const baseline = Math.max(0, known);
  if (all.length < 2) {
    throw new CliError({ reason: "one-compared" });
  }
  const { versions } = await comparedVersions(registry, { versions: all.map(({ id }) => id) });
  const columns = versions.map((version, index) => ({
    ...version,
    title: all[index]?.title ?? versionReference(version),
  }));
  const compared = compareVersions(
    versions.map((version) => {
      const { recipe, inspection } = version.registration;
      return { ...version, recipe, inspection };
    }),
    { baseline, directions: {} },
  );
  const wanted = metrics.flatMap((names) => names.split(",")).map((name) => name.trim());
  const { comparison, unknown } = filterMetrics(compared, wanted);
  const document = { versions: versions.map(versionDocument), baseline, comparison };
  output.answer(
    document,
    format === "md"
      ? comparisonMarkdown(columns, comparison, baseline).trimEnd().split("\n")
      : format === "csv"
        ? comparisonCsv(columns, comparison).trimEnd().split("\r\n")
        : comparisonLines(
            columns.map(({ title, stage }) => `${title} ${stage}`),
            comparison,
          ),
  );
  for (const name of unknown) output.note(`None of these versions has a metric ${name}.`);
  const [first] = versions;
  if (first && versions.every(({ id }) => id === first.id)) {
    output.note(`${versionReference(first)} is compared with itself.`);
  }
}

/** A version, and how its column is called. */
interface Asked {
  readonly id: VersionId;
  readonly title: string;
}

async function ask(session: Session, text: string): Promise<Asked> {
  const version = await versionOf(session, text);
  return { id: version.id, title: isLabel(text, version) ? text : versionReference(version) };
}

/** A version that was asked for by its label is called so. */
function isLabel(text: string, { label }: Version): boolean {
  const asked = text.slice(text.lastIndexOf("@") + 1).normalize("NFC");
  return label !== undefined && (asked === label || withoutV(asked) === label);
}

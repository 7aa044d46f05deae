import { Option, type Command } from "commander";
import { exportedLineage, lineageFormats } from "../../../core/lineage/lineage-export.ts";
import { lineageText } from "../../../core/lineage/lineage-text.ts";
import { partOfGraph } from "../../../core/lineage/part-of-graph.ts";
import { count } from "../../../core/text/format.ts";
import { requireOutsideRegistries } from "../../../registry/files/output-path.ts";
import { lineage } from "../../../registry/lineage/lineage.ts";
import { replaceText } from "../../../registry/lineage/replace-text.ts";
import { CliError } from "../../failure.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { versionOf } from "../../references.ts";
import { versionDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";
import { givenPath } from "../../workspace-folder.ts";

interface LineageOptions {
  readonly ancestors?: boolean;
  readonly descendants?: boolean;
  readonly format: "text" | (typeof lineageFormats)[number];
  readonly output?: string;
}

/** Defines `model-registry lineage`. */
export function defineLineage(command: Command): void {
  addHelp(command, {
    more:
      "Ancestors are the data, features, commits, runs and versions that it was made from, at any " +
      "distance; descendants are the versions made from it.",
    examples: [
      "lineage fraud@Production",
      "lineage fraud@5 --ancestors --format mermaid",
      "lineage fraud@5 --format dot | dot -Tsvg -o lineage.svg",
      "lineage fraud@5 --format openlineage --output lineage.json",
    ],
  })
    .argument("<reference>", referenceHelp)
    .option("--ancestors", "only what it was made from")
    .option("--descendants", "only what was made from it")
    .addOption(
      new Option("--format <form>", "the form of the answer")
        .choices(["text", ...lineageFormats])
        .default("text"),
    )
    .option("--output <file>", "write it to this file, replacing what is there")
    .action((reference: string, options: LineageOptions, command: Command) =>
      run(command, async ({ registry, output }) => {
        const { ancestors = false, descendants = false, format } = options;
        if (ancestors && descendants) throw bothWays();
        const direction = ancestors ? "ancestors" : descendants ? "descendants" : "both";
        const version = await versionOf({ registry, output }, reference);
        const whole = await lineage(registry, { version: version.id });
        const focus = whole.focus ?? "";
        const graph = partOfGraph(whole.graph, focus, direction);
        const text =
          format === "text"
            ? `${lineageText(graph, focus, direction).join("\n")}\n`
            : exportedLineage(graph, format);
        const facts = { version: versionDocument(version), direction };
        if (options.output === undefined) {
          output.answer({ ...facts, graph }, text.trimEnd().split("\n"));
        } else {
          const path = await givenPath(options.output);
          await requireOutsideRegistries(path);
          await replaceText(registry, path, text);
          output.done({ ...facts, format, path }, [
            `Lineage of ${whole.title} written to ${options.output}`,
          ]);
        }
        if (whole.omitted > 0) {
          output.note(
            whole.omitsMore
              ? `More than ${count(whole.omitted, "version")} left out: the lineage is too large.`
              : `${count(whole.omitted, "more version")} left out: the lineage is too large.`,
          );
        }
      }),
    );
}

function bothWays(): CliError {
  return new CliError({ reason: "both-directions" });
}

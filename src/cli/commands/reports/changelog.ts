import type { Command } from "commander";
import { changelogMarkdown } from "../../../core/reports/changelog-markdown.ts";
import { count } from "../../../core/text/format.ts";
import { exportChangelog, modelChangelog } from "../../../registry/models/model-changelog.ts";
import { addHelp } from "../../options.ts";
import { modelOf } from "../../references.ts";
import { run } from "../../run.ts";
import { givenPath } from "../../workspace-folder.ts";

interface ChangelogOptions {
  readonly output?: string;
}

/** Defines `model-registry changelog`. */
export function defineChangelog(command: Command): void {
  addHelp(command, {
    more:
      "As Markdown: date, stage, changelog entry, breaking changes of the signature, metrics beside " +
      "those of the version before, migration notes, known issues.",
    examples: [
      "changelog fraud-detection",
      "changelog fraud-detection --output CHANGELOG.md",
      "changelog fraud-detection --json | jq '.versions[0].metrics'",
    ],
  })
    .argument("<name>", "the model's name")
    .option("--output <file>", "write it to this file, replacing what is there")
    .action((name: string, options: ChangelogOptions, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const model = await modelOf({ registry, output }, name);
        if (options.output !== undefined) {
          const path = await givenPath(options.output);
          const { versions } = await exportChangelog(registry, { model, path }, task);
          output.done({ model, path, versions }, [
            `Changelog of ${model} written to ${options.output}: ${count(versions, "version")}`,
          ]);
          return;
        }
        const versions = await modelChangelog(registry, { model }, task);
        const lines = changelogMarkdown(model, versions).trimEnd().split("\n");
        output.answer({ model, versions }, lines);
      }),
    );
}

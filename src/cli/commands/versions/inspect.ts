import type { Command } from "commander";
import { verdictWords } from "../../../core/model/inspection/verdict-words.ts";
import { count, formatBytes } from "../../../core/text/format.ts";
import { inspectModel, type ModelInspection } from "../../../registry/files/inspect-model.ts";
import { exitCodes } from "../../failure.ts";
import { addHelp } from "../../options.ts";
import { descriptionLines } from "../../report/description-lines.ts";
import { run } from "../../run.ts";
import { givenPath } from "../../workspace-folder.ts";

/** Defines `model-registry inspect`. */
export function defineInspect(command: Command): void {
  addHelp(command, {
    more: `The exit code is ${exitCodes.dangerous} if loading the file would do harm.`,
    examples: ["inspect models/fraud.pkl", "inspect bert/ --json | jq .description.verdict"],
  })
    .argument("<path>", "a model file or folder, registered or not")
    .action((path: string, _options: unknown, command: Command) =>
      run(
        command,
        async ({ registry, output, task }) => {
          const request = { path: await givenPath(path), workspace: registry.folder };
          const found = await inspectModel(request, task);
          const { inspection, formatName, isFolder, size, files } = found;
          const { description, tensors, bytesRead } = inspection;
          const document = {
            path,
            isFolder,
            size,
            formatName,
            bytesRead,
            description,
            tensors,
            files,
          };
          const within = files.length > 0 ? ` · ${count(files.length, "model file")}` : "";
          output.answer(document, [
            `${path}: ${formatName} · ${formatBytes(size)}${within}`,
            ...descriptionLines(description).map((line) => `  ${line}`),
            ...fileLines(files),
          ]);
          if (description.verdict === "dangerous") process.exitCode = exitCodes.dangerous;
        },
        { needsRegistry: false },
      ),
    );
}

/** Maximum number of model files of a folder listed; the JSON document has all. */
const maxListed = 20;

function fileLines(files: ModelInspection["files"]): readonly string[] {
  const more = files.length - maxListed;
  return [
    ...files
      .slice(0, maxListed)
      .map(
        ({ path, size, formatName, description: { verdict } }) =>
          `  ${path}: ${formatName}, ${formatBytes(size)}, ${verdictWords(verdict).label.toLowerCase()}`,
      ),
    ...(more > 0 ? [`  and ${count(more, "more model file")}`] : []),
  ];
}

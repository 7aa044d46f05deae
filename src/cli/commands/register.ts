import type { Command } from "commander";
import { formatBytes, shortCommit } from "../../core/format.ts";
import { versionTitle, type VersionDetail } from "../../core/version.ts";
import { register } from "../../registry/register.ts";
import { versionDetails } from "../../registry/version-details.ts";
import { versionDocument } from "../documents.ts";
import { addCommand, repeated } from "../options.ts";
import { registrationRequest, type RegisterOptions } from "../registration-request.ts";
import { run } from "../run.ts";

const none: readonly string[] = [];

/** `model-registry register` */
export function addRegister(program: Command): void {
  addCommand(program, "register", {
    summary:
      "Register files or folders as a new version of a model. Metrics, parameters, data and the\n" +
      "environment that are not named are looked for beside the model.",
    examples: [
      "register models/fraud.onnx",
      "register models/fraud.onnx models/scaler.pkl --name fraud-detection \\\n" +
        "      --metrics metrics.json --params params.yaml --dataset data/train.csv",
      "register bert/ --name review-sentiment --parent review-sentiment@Production",
    ],
  })
    .argument("<path...>", "the model file or folder first, then what belongs to it")
    .option("--name <name>", "the model's name (default: from the file's name)")
    .option("--description <text>", "what is new about this version")
    .option("--metrics <file>", "file with metrics; may be repeated", repeated, none)
    .option("--params <file>", "file with hyperparameters; may be repeated", repeated, none)
    .option(
      "--dataset <path>",
      "data that it was trained or tested on; may be repeated",
      repeated,
      none,
    )
    .option("--environment <file>", "requirements or lock file")
    .option("--parent <reference>", "version it was made from; may be repeated", repeated, none)
    .option("--allow-identical", "register even if these bytes are registered already", false)
    .option("--no-discover", "take only what is named here")
    .action((paths: readonly string[], options: RegisterOptions, command: Command) =>
      run(
        command,
        async ({ registry, output, task }) => {
          const request = await registrationRequest(registry, paths, options, task);
          const { id } = await register(registry, request, task);
          const [detail] = await versionDetails(registry, { versions: [id] });
          if (!detail) throw new Error(`version ${id} is not there after its registration`);
          output.done(registrationDocument(detail), registrationLines(detail));
        },
        { createsRegistry: true },
      ),
    );
}

function registrationDocument(detail: VersionDetail): unknown {
  const { recipe } = detail.registration;
  return {
    version: versionDocument(detail),
    took: {
      artifacts: detail.artifacts,
      metrics: recipe.sources.metrics,
      parameters: recipe.sources.parameters,
      datasets: recipe.datasets.map(({ path }) => path),
      environment: recipe.environment?.source ?? null,
      commit: recipe.git?.commit ?? null,
    },
    missing: recipe.missing,
  };
}

function registrationLines(detail: VersionDetail): readonly string[] {
  const { recipe } = detail.registration;
  const facts: readonly (readonly [string, readonly string[]])[] = [
    ["artifacts", detail.artifacts.map(({ path }) => path)],
    ["metrics", recipe.sources.metrics],
    ["parameters", recipe.sources.parameters],
    ["data", recipe.datasets.map(({ path }) => path)],
    ["environment", recipe.environment ? [recipe.environment.source] : []],
  ];
  return [
    [
      `${versionTitle(detail)} registered`,
      formatBytes(detail.size),
      ...(recipe.git ? [commitText(recipe.git)] : []),
    ].join(" · "),
    ...facts
      .filter(([, values]) => values.length > 0)
      .map(([title, values]) => `  ${title.padEnd(11)}  ${listText(values)}`),
    ...recipe.missing.map(({ about, reason }) => `  not recorded: ${about} (${reason})`),
  ];
}

function commitText(git: NonNullable<VersionDetail["registration"]["recipe"]["git"]>): string {
  const at = git.branch === undefined ? "" : `${git.branch}@`;
  return `${at}${shortCommit(git.commit)}${git.dirty ? " with uncommitted changes" : ""}`;
}

/** The first few of a folder's many files. */
function listText(values: readonly string[]): string {
  const shown = values.slice(0, 5).join(", ");
  return values.length > 5 ? `${shown} and ${values.length - 5} more` : shown;
}

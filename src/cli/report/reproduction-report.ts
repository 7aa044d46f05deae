import type { RunCommand } from "../../core/model/recipe.ts";
import { judgeFile, judgeReproduction } from "../../core/reproduction/judge-reproduction.ts";
import type {
  CommandSource,
  ReproductionData,
} from "../../core/reproduction/reproduction-events.ts";
import {
  fileResultText,
  metricBesideText,
  metricsBeside,
  reproductionTitle,
  tensorDifferenceText,
} from "../../core/reproduction/reproduction-text.ts";
import { versionTitle } from "../../core/state/version.ts";
import { shellText, visibleLines } from "../../core/text/command-text.ts";
import { shortCommit } from "../../core/text/format.ts";
import type { CheckedInput } from "../../registry/reproduction/check-inputs.ts";
import type { PreparedReproduction } from "../../registry/reproduction/prepare-reproduction.ts";
import { alignedLines } from "../terminal/table.ts";
import { versionDocument } from "./documents.ts";

/** Origins of a command, in words. */
const sources: Readonly<Record<CommandSource, string>> = {
  version: "recorded with the version",
  dvc: "of DVC’s stage",
  run: "recorded with its run",
  given: "as given",
};

const states: Readonly<Record<CheckedInput["state"], string>> = {
  same: "as recorded",
  changed: "differs from what was recorded",
  missing: "missing",
  unchecked: "not checked",
};

/** Returns the document of a prepared reproduction, for programs. */
export function preparedDocument(prepared: PreparedReproduction): Record<string, unknown> {
  const { id, version, workspace, checkout, commit, isPatched, inputs, environment } = prepared;
  return {
    id,
    version: versionDocument(version),
    folder: workspace,
    checkout,
    commit,
    patched: isPatched,
    command: prepared.command ?? null,
    commandSource: prepared.commandSource ?? null,
    inputs,
    environment: {
      file: environment.file ?? null,
      commands: environment.ways.map(({ tool, commands }) => ({ tool, commands })),
      leftOut: environment.leftOut,
    },
    deviations: prepared.deviations,
  };
}

/** Returns what was laid out and how to go on, for people. */
export function preparedLines(prepared: PreparedReproduction): readonly string[] {
  const { version, workspace, commit, isPatched, inputs, environment, deviations } = prepared;
  return [
    `${versionTitle(version)} is laid out in ${workspace}`,
    `  ${shortCommit(commit)}${isPatched ? " with the uncommitted changes" : ""}`,
    ...deviations.map((deviation) => `  not as it was: ${deviation}`),
    ...section("Data and parameters", alignedLines(inputs.map(inputRow))),
    ...environmentLines(environment),
  ];
}

/** Returns a command exactly as it will run, and where it is from. */
export function commandLines(
  { line, folder }: RunCommand,
  source: CommandSource,
): readonly string[] {
  const place = folder === undefined ? "" : ` in ${folder}`;
  return ["", `Command (${sources[source]})${place}`, ...visibleLines(line).map(indented)];
}

function environmentLines({ ways, leftOut }: PreparedReproduction["environment"]): string[] {
  const lines = ways.flatMap(({ commands }, index) => [
    ...(index > 0 ? ["or"] : []),
    ...commands.map((words) => shellText(words, { isWindows: process.platform === "win32" })),
  ]);
  const others = leftOut.length > 0 ? [`not among them: ${leftOut.join(", ")}`] : [];
  return section("To make the environment, run there", [...lines, ...others]);
}

function inputRow({ name, state, remedy, copied }: CheckedInput): readonly string[] {
  const note = copied ? "as recorded, copied from the workspace" : states[state];
  return [name, note, ...(remedy === undefined ? [] : [remedy])];
}

/** Returns the document of an outcome, for programs. */
export function outcomeDocument(data: ReproductionData): Record<string, unknown> {
  return {
    result: judgeReproduction(data),
    summary: reproductionTitle(data),
    files: data.files.map((file) => ({ ...file, result: judgeFile(file) })),
    metrics: data.metrics,
    command: data.command,
    commandSource: data.commandSource,
    commit: data.commit,
    start: data.start,
    end: data.end,
    inputs: data.inputs,
    environment: data.environment,
    deviations: data.deviations ?? [],
  };
}

/** Returns an outcome for people: files, tensors that differ, metrics beside the recorded ones. */
export function outcomeLines(
  data: ReproductionData,
  recorded: Readonly<Record<string, number>>,
): readonly string[] {
  const { files, deviations = [], environment } = data;
  const tensors = files.flatMap(({ path, tensors: compared }) =>
    compared && "differing" in compared && compared.differing > 0
      ? section(
          `Tensors of ${path} that differ`,
          alignedLines([
            ...compared.differences.map((each) => [each.name, tensorDifferenceText(each)]),
            ...(compared.differing > compared.differences.length
              ? [["…", `${compared.differing - compared.differences.length} more`]]
              : []),
          ]),
        )
      : [],
  );
  const metrics = metricsBeside(recorded, data.metrics);
  return [
    ...section("Files", alignedLines(files.map((file) => [file.path, fileResultText(file)]))),
    ...tensors,
    ...section(
      "Metrics",
      Object.keys(data.metrics).length === 0
        ? []
        : alignedLines(metrics.map((metric) => [metric.name, metricBesideText(metric)])),
    ),
    ...section("Not as it was", [...deviations, ...(environment.differing ?? [])]),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map(indented)];
}

function indented(line: string): string {
  return `  ${line}`;
}

import * as l10n from "@vscode/l10n";
import { formatMetric } from "../metrics/metric-format.ts";
import type { Benchmark, ModelMetadata, Training } from "../model/inspection/model-metadata.ts";
import { specText } from "../model/inspection/signature.ts";
import type { ModelDescription, Signature, TensorSpec } from "../model/inspection.ts";
import type { Recipe } from "../model/recipe.ts";
import { frameworkName } from "../text/display-names.ts";

/** Formats the duration of a training: `2 h 5 min`, `48 s`, `0.3 s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 86_400), "d"],
    [Math.floor(whole / 3600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

type Fact = readonly [name: string, value: string];

/** Returns when training began and ended and how long it took, as far as that is known. */
export function trainingFacts({ startedAt, endedAt, seconds }: Training): readonly Fact[] {
  return [
    ...(startedAt === undefined ? [] : [[l10n.t("Started"), timeText(startedAt)] as const]),
    ...(endedAt === undefined ? [] : [[l10n.t("Ended"), timeText(endedAt)] as const]),
    ...(seconds === undefined ? [] : [[l10n.t("Took"), formatDuration(seconds)] as const]),
  ];
}

/**
 * Returns what the metadata says of a model and its files don't say, or say otherwise; then both
 * are named.
 */
export function declaredFacts(
  { framework, frameworkVersion, task, architecture, parameterCount, signature }: ModelMetadata,
  description: ModelDescription | undefined,
): readonly Fact[] {
  // None is what readers find that do not know where a format keeps its values.
  const counted = description?.parameterCount === 0 ? undefined : description?.parameterCount;
  const facts = [
    [l10n.t("Framework"), ...frameworkFact(framework, frameworkVersion, description)],
    [l10n.t("Task"), task, description?.task],
    [l10n.t("Architecture"), architecture, description?.architecture],
    [l10n.t("Parameters"), parameterCount?.toLocaleString("en"), counted?.toLocaleString("en")],
  ] as const;
  return [
    ...facts.flatMap(([name, value, read]) => {
      if (!value || (read !== undefined && isSameFact(value, read))) return [];
      return [
        [
          name,
          read === undefined ? value : l10n.t("{0} (the file says {1})", value, read),
        ] as const,
      ];
    }),
    ...signatureFacts(signature, description),
  ];
}

/**
 * Returns the framework as it was declared, and as the file says it: with its version only if both
 * say one. A version that the file doesn't say is no contradiction but news.
 */
function frameworkFact(
  framework: string | undefined,
  version: string | undefined,
  description: ModelDescription | undefined,
): readonly [declared: string, read: string | undefined] {
  const declared = [framework, version].filter(Boolean).join(" ");
  const { framework: read, frameworkVersion: readVersion } = description ?? {};
  if (read === undefined || framework === undefined || version === undefined) {
    return [declared, read && frameworkName(read)];
  }
  if (readVersion !== undefined) return [declared, `${frameworkName(read)} ${readVersion}`];
  return [declared, isSameFact(framework, read) ? undefined : frameworkName(read)];
}

/** Names of frameworks as they are imported, and as they are called. */
const importNames: Readonly<Record<string, string>> = {
  sklearn: "scikitlearn",
  torch: "pytorch",
  tf: "tensorflow",
};

/** Returns whether two texts say the same apart from case, punctuation and import names. */
function isSameFact(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => {
    const [first = "", ...rest] = text.toLowerCase().split(" ");
    const bare = first.replace(/[^\p{L}\p{N}]/gu, "");
    return [importNames[bare] ?? bare, ...rest].join("").replace(/[^\p{L}\p{N}.]/gu, "");
  });
  return a === b;
}

/** Returns inputs and outputs that only the metadata says. */
function signatureFacts(
  signature: Signature | undefined,
  description: ModelDescription | undefined,
): readonly Fact[] {
  if (!signature || description?.signature) return [];
  const { inputs, outputs } = signature;
  return [
    ...inputs.map((spec) => [l10n.t("Input"), tensorText(spec)] as const),
    ...outputs.map((spec) => [l10n.t("Output"), tensorText(spec)] as const),
  ];
}

function tensorText(spec: TensorSpec): string {
  return `${spec.name}: ${specText(spec)}`;
}

/** Returns the command line and the run that produced a version. */
export function runFacts({ run, command }: Pick<Recipe, "run" | "command">): readonly Fact[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    [
      l10n.t("run"),
      run && [...new Set([run.experiment, run.name, run.id])].filter(Boolean).join(" · "),
    ],
    [l10n.t("at"), run?.uri],
    [l10n.t("started"), run?.start && timeText(run.start)],
    [l10n.t("ended"), run?.end && timeText(run.end)],
    [l10n.t("command"), command?.line],
    [l10n.t("in"), command?.folder],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, value]] : []));
}

/** Returns metadata that has no place of its own, by its keys. */
export function otherFacts({ otherMetadata = {} }: Pick<Recipe, "otherMetadata">): readonly Fact[] {
  return Object.entries(otherMetadata).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
}

/** Sorts features by their importance, the highest absolute value first. */
export function importantFirst(
  importance: NonNullable<ModelMetadata["featureImportance"]>,
): readonly (readonly [feature: string, value: number])[] {
  return Object.entries(importance).toSorted(
    ([a, one], [b, other]) => Math.abs(other) - Math.abs(one) || (a < b ? -1 : 1),
  );
}

/** Describes a benchmark: `12 ms on Raspberry Pi 5`. */
export function benchmarkText({ value, unit, on }: Benchmark): string {
  const measured = [formatMetric(value), unit].filter(Boolean).join(" ");
  return on === undefined ? measured : l10n.t("{0} on {1}", measured, on);
}

/** Formats a time: `2026-11-21 09:30 UTC`. */
function timeText(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}

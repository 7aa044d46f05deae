import * as l10n from "@vscode/l10n";
import { primaryArtifact, type Artifact } from "../model/artifact.ts";
import { datasetContent, datasetPlace, type Dataset } from "../model/data/dataset.ts";
import { compareSignatures, signatureOf } from "../model/inspection/signature.ts";
import type { ModelDescription } from "../model/inspection.ts";
import { pythonText } from "../model/recipe/environment-text.ts";
import { installedPackages, requiredPackages, type Packages } from "../model/recipe/environment.ts";
import type { ParameterValue, Recipe } from "../model/recipe.ts";
import { shortCommit } from "../text/format.ts";
import { formatNumber } from "../text/language.ts";
import type { Bump } from "../text/semver.ts";

/** Suggested part of a semantic version number to increment, and the reason. */
export interface BumpSuggestion {
  readonly bump: Bump;
  /** `data/train.csv changed`. */
  readonly reason: string;
}

/** The parts of a version that are compared: its recipe and the description of its files. */
export interface Made {
  readonly artifacts: readonly Pick<Artifact, "path" | "role">[];
  readonly recipe: Inputs;
  readonly inspection?: { readonly description: Description } | undefined;
}

type Inputs = Pick<Recipe, "parameters" | "datasets" | "metadata"> &
  Partial<Pick<Recipe, "git" | "environment">>;
type Description = Pick<ModelDescription, "architecture" | "signature" | "metadata">;

/** Parameters that say what the model is, not how it was trained. */
const architectural =
  /(^|[._-])(arch|architecture|backbone|base_model|model_(class|name|type)|(n|num)_(layers|heads|classes|features|inputs|outputs)|layers|hidden_(size|layers|dim)|(input|output)_(size|dim|shape)|features|feature_(columns|names|set)|target|labels|classes)$/i;

/**
 * Compares what a version was made of with what the one before it was made of: another
 * architecture, other features, another kind of file or a signature that its callers do not fit
 * break those who use the model (major), other data or hyperparameters or a wider signature give
 * another model of the same kind (minor), and the same recipe trained again is a patch.
 */
export function suggestBump(before: Made, after: Made): BumpSuggestion {
  const parameters = changedParameters(before.recipe, after.recipe);
  const breaking = [
    ...changedFormat(before, after),
    ...parameters.filter((key) => architectural.test(key)),
    ...changedColumns(before.recipe, after.recipe),
  ];
  const architecture = changedArchitecture(before, after);
  const signature = changedSignature(before, after);
  const major = [
    ...architecture,
    ...changedEstimator(before, after, architecture.length > 0),
    ...changed(breaking),
    ...(signature?.breaking ? [signature.reason] : []),
  ];
  if (major.length > 0) return { bump: "major", reason: major.join("; ") };
  const different = [...changedData(before.recipe, after.recipe), ...parameters];
  const minor = [...changed(different), ...(signature ? [signature.reason] : [])];
  if (minor.length > 0) return { bump: "minor", reason: minor.join("; ") };
  const surroundings = changed(changedSurroundings(before.recipe, after.recipe));
  return { bump: "patch", reason: surroundings[0] ?? l10n.t("the same recipe, trained again") };
}

const mostNamed = 3;

function changed(things: readonly string[]): readonly string[] {
  return things.length > 0 ? [l10n.t("{0} changed", someOf(things))] : [];
}

function someOf(things: readonly string[]): string {
  const more = things.length - mostNamed;
  const named = things.slice(0, mostNamed).join(", ");
  return more > 0 ? l10n.t("{0} and {1} more", named, formatNumber(more)) : named;
}

/**
 * Compares the architectures that the files name, else those of the metadata; if neither names one,
 * nothing is known to have changed.
 */
function changedArchitecture(before: Made, after: Made): readonly string[] {
  const [old, now] = [before, after].map(
    ({ inspection, recipe }) =>
      inspection?.description.architecture ?? recipe.metadata?.architecture,
  );
  if (old === undefined || now === undefined || old === now) return [];
  // Earlier releases recorded a pipeline without what it is made of.
  if (now.startsWith(`${old} (`) || old.startsWith(`${now} (`)) return [];
  return [l10n.t("architecture: {0} → {1}", shortened(old), shortened(now))];
}

/** Facts that the description of an estimator contains: key in its metadata, and the change in words. */
const estimatorFacts = [
  ["steps", (old, now) => l10n.t("steps: {0} → {1}", old, now)],
  ["features", (old, now) => l10n.t("features: {0} → {1}", old, now)],
  ["feature count", (old, now) => l10n.t("number of features: {0} → {1}", old, now)],
  ["classes", (old, now) => l10n.t("classes: {0} → {1}", old, now)],
  ["outputs", (old, now) => l10n.t("number of outputs: {0} → {1}", old, now)],
] as const satisfies readonly (readonly [string, (old: string, now: string) => string])[];

/** Facts that a signature tells as well. */
const inSignature = ["features", "feature count", "outputs"] as const;

/**
 * Compares the steps of a pipeline, the features that it was fitted on and the classes that it
 * tells apart, where both versions name them and no other comparison covers them.
 */
function changedEstimator(before: Made, after: Made, isOtherArchitecture: boolean): string[] {
  const [old, now] = [before, after].map(
    ({ inspection }) => inspection?.description.metadata ?? {},
  );
  const isSigned = [before, after].every(
    ({ inspection }) => (inspection?.description.signature?.inputs.length ?? 0) > 0,
  );
  const told = new Set<string>([
    ...(isOtherArchitecture ? ["steps"] : []),
    ...(isSigned ? inSignature : []),
  ]);
  return estimatorFacts.flatMap(([key, text]) => {
    const [had, has] = [old?.[key], now?.[key]];
    if (told.has(key) || had === undefined || has === undefined || had === has) return [];
    // The names say more than how many they are.
    if (key === "feature count" && old?.["features"] !== now?.["features"]) return [];
    return [text(shortened(had), shortened(has))];
  });
}

function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

/**
 * Compares code and environment, which say nothing about compatibility but make another version.
 */
function changedSurroundings(before: Inputs, after: Inputs): readonly string[] {
  const [old, now] = [before.git, after.git];
  const isOtherCode =
    old && now && (old.commit !== now.commit || patchOf(before) !== patchOf(after));
  return [
    ...(isOtherCode ? [codeText(old.commit, now.commit)] : []),
    ...changedEnvironment(before.environment, after.environment),
  ];
}

function patchOf({ git }: Inputs): string | undefined {
  return git?.dirty?.patch?.sha256;
}

function codeText(old: string, now: string): string {
  return old === now
    ? l10n.t("uncommitted code")
    : l10n.t("code (commit {0} → {1})", shortCommit(old), shortCommit(now));
}

/**
 * Compares Python and packages of both environments, those of files with those of files and
 * installed ones with installed ones; what one of them did not record is not known to have changed.
 */
function changedEnvironment(
  before: Inputs["environment"],
  after: Inputs["environment"],
): readonly string[] {
  if (!before || !after) return [];
  const python = [before, after].map((each) => each.python && pythonText(each.python));
  const texts = new Set([
    ...(python[0] && python[1] && python[0] !== python[1] ? [python.join(" → ")] : []),
    ...changedPackages(requiredPackages(before), requiredPackages(after)),
    ...changedPackages(installedPackages(before), installedPackages(after)),
  ]);
  return texts.size === 0 ? [] : [l10n.t("environment ({0})", someOf([...texts]))];
}

function changedPackages(old: Packages | undefined, now: Packages | undefined): readonly string[] {
  if (!old || !now) return [];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return names
    .filter((name) => old[name] !== now[name])
    .map((name) => `${name} ${old[name] ?? l10n.t("(none)")} → ${now[name] ?? l10n.t("(none)")}`);
}

function changedSignature(
  before: Made,
  after: Made,
): { readonly breaking: boolean; readonly reason: string } | undefined {
  const [old, now] = [signatureOf(before), signatureOf(after)];
  if (!old || !now) return undefined;
  const { breaking, changes } = compareSignatures(old, now);
  if (changes.length === 0) return undefined;
  return { breaking, reason: l10n.t("signature: {0}", someOf(changes)) };
}

function changedFormat(before: Made, after: Made): readonly string[] {
  const [old, now] = [before, after].map(({ artifacts }) => {
    const path = primaryArtifact(artifacts)?.path ?? "";
    return /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? "";
  });
  return old === now ? [] : [l10n.t("format ({0} → {1})", old ?? "", now ?? "")];
}

function changedParameters(before: Inputs, after: Inputs): readonly string[] {
  const [old, now] = [
    new Map(Object.entries(before.parameters)),
    new Map(Object.entries(after.parameters)),
  ];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => !isSameValue(old.get(key), now.get(key)))
    .sort();
}

/** Compares two parameter values; the text `1` is not equal to the number. */
function isSameValue(a: ParameterValue | undefined, b: ParameterValue | undefined): boolean {
  return a === b || JSON.stringify([a]) === JSON.stringify([b]);
}

/**
 * Returns data whose number of columns is known and differs, and which therefore has other
 * features.
 */
function changedColumns(before: Inputs, after: Inputs): readonly string[] {
  const old = new Map(
    before.datasets.map((dataset) => [datasetPlace(dataset), dataset.columns] as const),
  );
  return after.datasets.flatMap((dataset) => {
    const [place, { columns }] = [datasetPlace(dataset), dataset];
    const had = old.get(place);
    return had !== undefined && columns !== undefined && had !== columns
      ? [l10n.t("columns of {0}", place)]
      : [];
  });
}

function changedData(before: Inputs, after: Inputs): readonly string[] {
  const [old, now] = [before, after].map(
    ({ datasets }) => new Map(datasets.map((dataset) => [datasetPlace(dataset), dataset])),
  );
  const places = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...places].filter((place) => !isSameData(old?.get(place), now?.get(place))).sort();
}

/** Compares by digests of the same algorithm: of large data, only what DVC knows is recorded. */
function isSameData(one: Dataset | undefined, other: Dataset | undefined): boolean {
  if (!one || !other) return false;
  const shared = Object.keys(one.digests).filter((name) => other.digests[name] !== undefined);
  return shared.length > 0
    ? shared.every((name) => one.digests[name] === other.digests[name])
    : datasetContent(one) === datasetContent(other);
}

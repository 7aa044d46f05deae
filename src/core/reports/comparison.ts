import { isBetter, metricDirection, type MetricDirection } from "../metrics/metric-direction.ts";
import { datasetContent, datasetPlace, featureSetText } from "../model/dataset.ts";
import { comparedEnvironment } from "../model/environment-text.ts";
import { uncommittedText } from "../model/git-state-text.ts";
import type { ModelDescription, Signature } from "../model/inspection.ts";
import { licenceOf } from "../model/licence.ts";
import type { ModelMetadata } from "../model/model-metadata.ts";
import { relationText, type NamedParent } from "../model/parent.ts";
import type { ParameterValue, Recipe } from "../model/recipe.ts";
import type { RecordedInspection } from "../model/recorded-inspection.ts";
import { compareSignatures, specText, signatureOf } from "../model/signature.ts";
import { verdictWords } from "../model/verdict-words.ts";
import type { Version } from "../state/version.ts";
import { formatName, frameworkName } from "../text/display-names.ts";
import { otherFacts, runFacts, trainingFacts } from "./metadata-text.ts";

/** The parts of a version that a comparison needs. */
export interface Comparable extends Pick<
  Version,
  "id" | "model" | "number" | "stage" | "digest" | "size"
> {
  readonly recipe: Recipe;
  readonly inspection?: RecordedInspection | undefined;
  /** Parents of all kinds; absent where they are not known. */
  readonly madeFrom?: readonly NamedParent[] | undefined;
}

export interface MetricCell {
  readonly value: number | undefined;
  /** Value minus the baseline's; absent for the baseline itself and where either has no value. */
  readonly change?: number;
  /**
   * True if the change is for the better, by the row's direction; absent if there is no change or
   * no direction.
   */
  readonly better?: boolean;
  readonly best: boolean;
}

/** Returns the values of a row, of those versions that have one. */
export function measuredValues(cells: readonly MetricCell[]): readonly number[] {
  return cells.flatMap(({ value }) => value ?? []);
}

export interface MetricRow {
  readonly key: string;
  readonly direction: MetricDirection;
  readonly cells: readonly MetricCell[];
  readonly differs: boolean;
}

/** A row of text cells: a parameter, a dataset, the commit, a package. */
export interface FactRow {
  readonly key: string;
  readonly cells: readonly (string | undefined)[];
  readonly differs: boolean;
}

export interface Comparison {
  readonly metrics: readonly MetricRow[];
  readonly parameters: readonly FactRow[];
  readonly datasets: readonly FactRow[];
  readonly code: readonly FactRow[];
  readonly features: readonly FactRow[];
  readonly parents: readonly FactRow[];
  readonly run: readonly FactRow[];
  readonly environment: readonly FactRow[];
  readonly model: readonly FactRow[];
  readonly signature: readonly FactRow[];
  readonly other: readonly FactRow[];
  readonly files: readonly FactRow[];
}

export interface ComparisonOptions {
  /** Index of the version that changes are measured against. */
  readonly baseline: number;
  /** Directions chosen by the person, by metric key; others go by the metric's name. */
  readonly directions: Readonly<Record<string, MetricDirection>>;
}

/**
 * Compares versions in the order given: rows are the union of what they record, sorted by key; a
 * version without a value has an empty cell.
 */
export function compareVersions(
  versions: readonly Comparable[],
  { baseline, directions }: ComparisonOptions,
): Comparison {
  const facts = (
    pick: (version: Comparable) => Readonly<Record<string, string | undefined>> | undefined,
  ): FactRow[] => factRows(versions.map((version) => pick(version) ?? {}));
  return {
    metrics: unionKeys(versions.map((version) => version.recipe.metrics)).map((key) =>
      metricRow(
        key,
        versions.map((version) => own(version.recipe.metrics, key)),
        baseline,
        own(directions, key) ?? metricDirection(key),
      ),
    ),
    parameters: facts(({ recipe }) =>
      Object.fromEntries(
        Object.entries(recipe.parameters).map(([key, value]) => [key, parameterText(value)]),
      ),
    ),
    datasets: facts(({ recipe }) =>
      Object.fromEntries(
        recipe.datasets.map((dataset) => [
          datasetPlace(dataset),
          datasetContent(dataset) ?? "not known",
        ]),
      ),
    ),
    code: facts(({ recipe: { git } }) => ({
      commit: git?.commit,
      branch: git?.branch,
      tag: git?.tag,
      "uncommitted changes": git && uncommittedText(git),
    })),
    features: facts(({ recipe: { featureSets = [] } }) =>
      Object.fromEntries(featureSets.map((features) => [features.name, featureSetText(features)])),
    ),
    parents: facts(({ madeFrom = [] }) =>
      Object.fromEntries(madeFrom.map(({ title, relation }) => [title, relationText(relation)])),
    ),
    run: facts(({ recipe }) =>
      Object.fromEntries(
        [...runFacts(recipe), ...trainingFacts(recipe.metadata?.training ?? {})].map(
          ([name, value]) => [name.toLowerCase(), value],
        ),
      ),
    ),
    environment: facts(
      ({ recipe: { environment } }) => environment && comparedEnvironment(environment),
    ),
    model: facts(({ inspection, recipe }) => ({
      ...modelFacts(inspection?.description, recipe.metadata ?? {}),
      licence: licenceOf({ recipe, inspection }),
    })),
    signature: [
      ...facts((version) => signatureFacts(signatureOf(version))),
      ...factRows(
        versions.map((version, index) => ({
          compatibility:
            index === baseline ? undefined : compatibility(versions[baseline], version),
        })),
      ),
    ],
    other: facts(({ recipe }) => Object.fromEntries(otherFacts(recipe))),
    files: facts(({ digest, size }) => ({ digest, size: String(size) })),
  };
}

function modelFacts(
  description: Partial<ModelDescription> = {},
  declared: Partial<ModelMetadata>,
): Readonly<Record<string, string | undefined>> {
  const { format, dtypes, quantisation, verdict } = description;
  const { framework, frameworkVersion } = description.framework ? description : declared;
  const counted = description.parameterCount === 0 ? undefined : description.parameterCount;
  const parameterCount = counted ?? declared.parameterCount;
  return {
    format: format && formatName(format),
    framework: framework && [frameworkName(framework), frameworkVersion].filter(Boolean).join(" "),
    architecture: description.architecture ?? declared.architecture,
    task: description.task ?? declared.task,
    parameters: parameterCount ? String(parameterCount) : undefined,
    types: dtypes?.join(", "),
    quantisation,
    safety: verdict && verdictWords[verdict].label,
  };
}

function signatureFacts(signature: Signature | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...(signature?.inputs ?? []).map((spec) => [`input ${spec.name}`, specText(spec)] as const),
    ...(signature?.outputs ?? []).map((spec) => [`output ${spec.name}`, specText(spec)] as const),
  ]);
}

/**
 * Returns how the signature of the other version differs from the baseline's, for callers of the
 * baseline: `same`, `compatible` or `breaking`; undefined if one of them has no signature.
 */
function compatibility(baseline: Comparable | undefined, other: Comparable): string | undefined {
  const [before, after] = [baseline && signatureOf(baseline), signatureOf(other)];
  if (!before || !after) return undefined;
  const { breaking, changes } = compareSignatures(before, after);
  return changes.length === 0 ? "same" : breaking ? "breaking" : "compatible";
}

function metricRow(
  key: string,
  values: readonly (number | undefined)[],
  baseline: number,
  direction: MetricDirection,
): MetricRow {
  const present = values.filter((value) => value !== undefined);
  const best = bestOf(present, direction);
  const differs = new Set(values).size > 1;
  const base = values[baseline];
  const cells = values.map((value, index): MetricCell => {
    const cell = { value, best: differs && best !== undefined && value === best };
    if (value === undefined || base === undefined || index === baseline) return cell;
    const change = value - base;
    const better = isBetter(change, direction);
    return better === undefined ? { ...cell, change } : { ...cell, change, better };
  });
  return { key, direction, cells, differs };
}

function bestOf(values: readonly number[], direction: MetricDirection): number | undefined {
  if (direction === "neutral" || direction === "unknown") return undefined;
  return direction === "higher" ? Math.max(...values) : Math.min(...values);
}

function factRows(columns: readonly Readonly<Record<string, string | undefined>>[]): FactRow[] {
  return unionKeys(columns)
    .map((key) => {
      const cells = columns.map((column) => own(column, key));
      return { key, cells, differs: new Set(cells).size > 1 };
    })
    .filter((row) => row.cells.some((cell) => cell !== undefined));
}

function unionKeys(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}

/**
 * Returns the value of a key that the record itself has: people choose keys, such as `constructor`,
 * which every object inherits.
 */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Returns a parameter as a cell shows it. */
export function parameterText(value: ParameterValue): string {
  return value !== null && typeof value === "object" ? value.text : String(value);
}

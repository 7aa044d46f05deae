import { findNamedMetric } from "../metrics/find-metric.ts";
import { isBetter, metricDirection, type MetricDirection } from "../metrics/metric-direction.ts";
import { metricsNotFinite } from "../metrics/not-finite.ts";
import { parameterText } from "../metrics/parameter-format.ts";
import { featureSetText } from "../model/data/dataset.ts";
import { relationText, type NamedParent } from "../model/data/parent.ts";
import { licenceOf } from "../model/inspection/licence.ts";
import type { RecordedInspection } from "../model/inspection/recorded-inspection.ts";
import { compareSignatures, signatureOf } from "../model/inspection/signature.ts";
import type { Annotations } from "../model/markings.ts";
import { comparedEnvironment } from "../model/recipe/environment-text.ts";
import { uncommittedText } from "../model/recipe/git-state-text.ts";
import type { Recipe } from "../model/recipe.ts";
import type { Version } from "../state/version.ts";
import {
  annotationFacts,
  benchmarkFacts,
  datasetFacts,
  gateFacts,
  modelFacts,
  signatureFacts,
  type Facts,
  type StageChecks,
} from "./comparison-facts.ts";
import { otherFacts, runFacts, trainingFacts } from "./metadata-text.ts";

/** The parts of a version that a comparison needs. */
export interface Comparable extends Pick<
  Version,
  "id" | "model" | "number" | "stage" | "digest" | "size"
> {
  /** Name of a column that is no version: a run, which has no files of its own. */
  readonly title?: string | undefined;
  readonly recipe: Recipe;
  readonly inspection?: RecordedInspection | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Annotations | undefined;
  /** Gate results of the version, for each stage that has gates. */
  readonly gates?: readonly StageChecks[] | undefined;
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
  /** True if the version had a value that was NaN or infinite, which is not recorded. */
  readonly notFinite?: true;
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
  readonly gates: readonly FactRow[];
  readonly benchmarks: readonly FactRow[];
  readonly parameters: readonly FactRow[];
  readonly datasets: readonly FactRow[];
  readonly code: readonly FactRow[];
  readonly features: readonly FactRow[];
  readonly parents: readonly FactRow[];
  readonly run: readonly FactRow[];
  readonly environment: readonly FactRow[];
  readonly model: readonly FactRow[];
  readonly signature: readonly FactRow[];
  readonly importance: readonly FactRow[];
  readonly tags: readonly FactRow[];
  readonly annotations: readonly FactRow[];
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
  const facts = (pick: (version: Comparable) => Facts | undefined): FactRow[] =>
    factRows(versions.map((version) => pick(version) ?? {}));
  return {
    metrics: metricRows(versions, { baseline, directions }),
    gates: facts(({ gates = [] }) => gateFacts(gates)),
    benchmarks: facts(({ recipe }) => benchmarkFacts(recipe.metadata ?? {})),
    parameters: facts(({ recipe }) =>
      Object.fromEntries(
        Object.entries(recipe.parameters).map(([key, value]) => [key, parameterText(value)]),
      ),
    ),
    datasets: facts(({ recipe }) => datasetFacts(recipe)),
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
    importance: facts(({ recipe }) =>
      Object.fromEntries(
        Object.entries(recipe.metadata?.featureImportance ?? {}).map(([name, value]) => [
          name,
          String(value),
        ]),
      ),
    ),
    tags: facts(({ tags = {} }) => tags),
    annotations: facts(({ annotations = {} }) => annotationFacts(annotations)),
    other: facts(({ recipe }) => Object.fromEntries(otherFacts(recipe))),
    files: facts(({ title, digest, size }) =>
      title === undefined ? { digest, size: String(size) } : undefined,
    ),
  };
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

function metricRows(
  versions: readonly Comparable[],
  { baseline, directions }: ComparisonOptions,
): readonly MetricRow[] {
  const notFinite = versions.map(({ recipe }) => metricsNotFinite(recipe));
  const records = versions.map(({ recipe }, index) => ({
    ...Object.fromEntries([...(notFinite[index] ?? [])].map((key) => [key, NaN])),
    ...recipe.metrics,
  }));
  return unionKeys(records).map((key) =>
    metricRow(
      key,
      records.map((record) => own(record, key)),
      baseline,
      own(directions, key) ?? metricDirection(key),
    ),
  );
}

/** @param written values as the versions had them; NaN stands for all that are not finite */
function metricRow(
  key: string,
  written: readonly (number | undefined)[],
  baseline: number,
  direction: MetricDirection,
): MetricRow {
  const values = written.map((value) =>
    value === undefined || Number.isNaN(value) ? undefined : value,
  );
  const present = values.filter((value) => value !== undefined);
  const best = bestOf(present, direction);
  const differs = new Set(written).size > 1;
  const base = values[baseline];
  const cells = values.map((value, index): MetricCell => {
    const cell = { value, best: differs && best !== undefined && value === best };
    if (Number.isNaN(written[index])) return { ...cell, notFinite: true };
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

function factRows(columns: readonly Facts[]): FactRow[] {
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

/** Part of a comparison, and names that no metric of it has. */
export interface FilteredComparison {
  readonly comparison: Comparison;
  readonly unknown: readonly string[];
}

/**
 * Returns a comparison with only those metrics that are named: by their key, without their split, or
 * with `*` for any text. Without names all are kept.
 */
export function filterMetrics(
  comparison: Comparison,
  names: readonly string[],
): FilteredComparison {
  const tests = names
    .filter((name) => name !== "")
    .map((name) => ({ name, matches: metricMatcher(name) }));
  if (tests.length === 0) return { comparison, unknown: [] };
  return {
    comparison: {
      ...comparison,
      metrics: comparison.metrics.filter(({ key }) => tests.some(({ matches }) => matches(key))),
    },
    unknown: tests.flatMap(({ name, matches }) =>
      comparison.metrics.some(({ key }) => matches(key)) ? [] : [name],
    ),
  };
}

function metricMatcher(name: string): (key: string) => boolean {
  if (!name.includes("*")) {
    return (key) => key === name || findNamedMetric({ [key]: 0 }, name) !== undefined;
  }
  const parts = name.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const pattern = new RegExp(`^${parts.join(".*")}$`, "s");
  return (key) => pattern.test(key);
}

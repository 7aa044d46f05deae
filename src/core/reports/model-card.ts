import { stringify } from "yaml";
import { metricDirection } from "../metrics/metric-direction.ts";
import { groupMetrics, type MetricGroup } from "../metrics/metric-groups.ts";
import { datasetTitle, type Dataset } from "../model/data/dataset.ts";
import { digestText } from "../model/data/digests.ts";
import { licenceOf } from "../model/inspection/licence.ts";
import type { ModelMetadata } from "../model/inspection/model-metadata.ts";
import type { ModelDescription } from "../model/inspection.ts";
import type { Metrics, Recipe } from "../model/recipe.ts";
import { unsafeCharacters } from "../text/unsafe-characters.ts";
import type { ReportedVersion } from "./comparison-report.ts";
import {
  hubId,
  hubLibrary,
  hubLicence,
  hubMetric,
  hubRelation,
  hubTask,
  slug,
} from "./hub-names.ts";

/** Metadata of a model card, by the keys of the Hub (modelcard.md of hub-docs). */
export type CardMetadata = Readonly<Record<string, unknown>>;

/** Value where the Hub wants one and none was recorded. */
const unknown = "unknown";

/**
 * Returns the metadata of a version's model card. Only what was recorded is in it, and of data and
 * base models only those that are on the Hub; the card itself names the others.
 */
export function cardMetadata(version: ReportedVersion): CardMetadata {
  const { recipe, inspection, model, tags, madeFrom = [] } = version;
  const { framework, format, task } = described(version);
  const pipeline = hubTask(task, framework);
  const library = hubLibrary(framework, format);
  const parents = madeFrom.flatMap(({ title, relation }) => {
    const hub = hubId(title);
    return hub?.kind === "model" ? [{ id: hub.id, relation: hubRelation(relation) }] : [];
  });
  const relations = new Set(parents.map(({ relation }) => relation));
  const [relation] = relations;
  const datasets = recipe.datasets.flatMap(({ uri }) => {
    const hub = uri === undefined ? undefined : hubId(uri);
    return hub?.kind === "dataset" ? [hub.id] : [];
  });
  const groups = qualityGroups(recipe.metrics);
  const metrics = [
    ...new Set(groups.flatMap((group) => group.metrics.map(({ name }) => hubMetric(name)))),
  ];
  const results = evaluations(recipe, groups, pipeline ?? (slug(task ?? "") || "other"));
  return plainValues({
    ...hubLicence(licenceOf({ recipe, inspection })),
    ...(library !== undefined && { library_name: library }),
    ...(pipeline !== undefined && { pipeline_tag: pipeline }),
    tags: ["model-registry", ...Object.entries(tags).map(tagText)],
    ...(datasets.length > 0 && { datasets: [...new Set(datasets)] }),
    ...(parents.length > 0 && { base_model: parents.map(({ id }) => id) }),
    ...(relations.size === 1 && relation !== undefined && { base_model_relation: relation }),
    ...(metrics.length > 0 && { metrics }),
    ...(results.length > 0 && { "model-index": [{ name: model, results }] }),
  });
}

/** Facts of a model's description that a card repeats. */
type Described = Partial<
  Pick<
    ModelDescription,
    "framework" | "frameworkVersion" | "format" | "task" | "architecture" | "parameterCount"
  >
>;

/** Returns what a version is, as its files say, else as it was declared. */
export function described({ inspection, recipe }: ReportedVersion): Described {
  const { format, framework, frameworkVersion, ...read }: Described = inspection?.description ?? {};
  const declared: Partial<ModelMetadata> = recipe.metadata ?? {};
  const made = framework === undefined ? declared : { framework, frameworkVersion };
  return {
    ...known({ task: declared.task, architecture: declared.architecture }),
    ...known({ parameterCount: declared.parameterCount }),
    ...known({ framework: made.framework, frameworkVersion: made.frameworkVersion, format }),
    ...known({ task: read.task, architecture: read.architecture }),
    // None is what readers find that do not know where a format keeps its values.
    ...known({ parameterCount: read.parameterCount === 0 ? undefined : read.parameterCount }),
  };
}

/** Returns the fields that have a value. */
function known<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/** Roles of data by the names that splits have in the keys of metrics. */
const roles: Readonly<Record<string, string>> = {
  test: "test",
  holdout: "test",
  val: "validation",
  valid: "validation",
  validation: "validation",
  eval: "validation",
  dev: "validation",
  train: "training",
  training: "training",
};

/** Returns the metrics by what they were measured on, without counts, which measure no quality. */
function qualityGroups(metrics: Metrics): readonly MetricGroup[] {
  return groupMetrics(Object.keys(metrics).filter((key) => metricDirection(key) !== "neutral"));
}

/** Returns the results of each evaluation, as `model-index` has them. */
function evaluations(
  { metrics, datasets }: Pick<Recipe, "metrics" | "datasets">,
  groups: readonly MetricGroup[],
  task: string,
): readonly unknown[] {
  return groups.map(({ name: group, metrics: keys }) => {
    const role = Object.hasOwn(roles, group.toLowerCase()) ? roles[group.toLowerCase()] : undefined;
    const measured = role === undefined ? [] : datasets.filter((each) => each.role === role);
    const [only] = measured;
    return {
      task: { type: task },
      dataset: {
        ...(only && measured.length === 1
          ? evaluated(only)
          : { type: unknown, name: group === "" ? unknown : group }),
        ...(group !== "" && { split: group }),
      },
      metrics: keys.map(({ key, name }) => ({
        type: hubMetric(name),
        value: metrics[key],
        name: key,
      })),
    };
  });
}

function evaluated(dataset: Dataset): object {
  const { uri, version, digests } = dataset;
  const hub = uri === undefined ? undefined : hubId(uri);
  const digest = digestText(digests);
  return {
    type: hub?.kind === "dataset" ? hub.id : slug(dataset.name) || unknown,
    name: datasetTitle(dataset),
    ...(version !== undefined && { revision: version }),
    ...(digest !== undefined && { args: { digest } }),
  };
}

function tagText([key, value]: readonly [string, string]): string {
  return value === "" ? key : `${key}:${value}`;
}

/** Returns data of which every text is one line without characters that hide or reorder others. */
function plainValues<T>(data: T): T {
  return JSON.parse(
    JSON.stringify(data, (_, value: unknown) =>
      typeof value === "string"
        ? value.replace(/\s+/g, " ").replace(unsafeCharacters, "").slice(0, 500)
        : value,
    ),
  ) as T;
}

/** Returns metadata as the front matter of a card, which readers of YAML 1.1 and 1.2 read alike. */
export function frontMatter(metadata: CardMetadata): string {
  const text = stringify(metadata, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
  // Without a point, YAML 1.1 takes a number with an exponent for a text.
  const numbers = text.replace(/^(\s*(?:- )?[\w-]+: -?\d)(e[+-]?\d+)$/gm, "$1.0$2");
  return `---\n${numbers}---\n`;
}

/**
 * A filter in MLflow's grammar (mlflow/utils/search_utils.py): comparisons joined by AND, such as
 * `name LIKE 'fraud%' AND tags.team = 'risk'`.
 */

/** Part of a thing that a comparison is about. */
export type FilterEntity = "attribute" | "tag" | "metric" | "param" | "dataset";

export const filterOperators = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "LIKE",
  "ILIKE",
  "IN",
  "NOT IN",
  "IS NULL",
  "IS NOT NULL",
] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** One comparison of a filter. `IN` and `NOT IN` have several values, `IS NULL` has none. */
export interface FilterComparison {
  readonly entity: FilterEntity;
  readonly key: string;
  readonly operator: FilterOperator;
  readonly values: readonly string[];
}

/** Kind of an attribute, by which its values are compared. */
export type AttributeKind = "text" | "number";

/** Fields that a filter on one kind of thing can ask for. */
export interface FilterRules {
  readonly attributes: Readonly<Record<string, AttributeKind>>;
  readonly entities: readonly Exclude<FilterEntity, "attribute">[];
  /** Attributes that `IN` can ask for. */
  readonly listed?: readonly string[];
}

/** A term of an order: `name ASC`. */
export interface FilterOrder {
  readonly entity: FilterEntity;
  readonly key: string;
  readonly descending: boolean;
}

/** Fields that searches for models can ask for and sort by, as MLflow names them. */
export const modelFilterRules = {
  attributes: { name: "text" },
  entities: ["tag"],
} as const satisfies FilterRules;

export const modelOrderRules = {
  attributes: {
    name: "text",
    creation_timestamp: "number",
    last_updated_timestamp: "number",
    timestamp: "number",
  },
  entities: [],
} as const satisfies FilterRules;

/** The same of versions. */
export const versionFilterRules = {
  attributes: {
    name: "text",
    version_number: "number",
    run_id: "text",
    source_path: "text",
  },
  entities: ["tag"],
  listed: ["run_id"],
} as const satisfies FilterRules;

export const versionOrderRules = {
  attributes: {
    name: "text",
    version_number: "number",
    creation_timestamp: "number",
    last_updated_timestamp: "number",
  },
  entities: [],
} as const satisfies FilterRules;

/** The same of runs, with metrics, parameters, tags and datasets. */
export const runFilterRules = {
  attributes: {
    run_id: "text",
    run_name: "text",
    status: "text",
    user_id: "text",
    start_time: "number",
    end_time: "number",
  },
  entities: ["tag", "metric", "param", "dataset"],
  listed: ["run_id"],
} as const satisfies FilterRules;

export const runOrderRules = {
  ...runFilterRules,
  attributes: { ...runFilterRules.attributes, duration: "number" },
} as const satisfies FilterRules;

/** The same of experiments. */
export const experimentFilterRules = {
  attributes: { name: "text", creation_time: "number", last_update_time: "number" },
  entities: ["tag"],
} as const satisfies FilterRules;

export const experimentOrderRules = {
  attributes: {
    name: "text",
    experiment_id: "text",
    creation_time: "number",
    last_update_time: "number",
  },
  entities: [],
} as const satisfies FilterRules;

/** The same of logged models. */
export const loggedModelFilterRules = {
  attributes: {
    name: "text",
    model_id: "text",
    model_type: "text",
    status: "text",
    source_run_id: "text",
    creation_timestamp: "number",
    creation_time: "number",
    last_updated_timestamp: "number",
    last_updated_time: "number",
  },
  entities: ["tag", "metric", "param"],
  listed: ["name", "model_id", "source_run_id"],
} as const satisfies FilterRules;

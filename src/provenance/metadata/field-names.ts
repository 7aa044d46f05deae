/**
 * Names that metadata files have for the same thing. They are compared in snake case:
 * `gdprCompliant` and `GDPR compliant` are `gdpr_compliant`; `training: { start }` is
 * `training_start`.
 */

const names = {
  framework: ["framework", "framework_name", "ml_framework", "library", "library_name"],
  frameworkVersion: ["framework_version", "ml_framework_version", "library_version"],
  task: [
    "task",
    "model_type",
    "model_task",
    "problem_type",
    "task_type",
    "ml_task",
    "pipeline_tag",
  ],
  architecture: [
    ...["architecture", "model_architecture", "algorithm", "model_class", "estimator"],
    "estimator_type",
  ],
  parameterCount: [
    ...["parameter_count", "num_parameters", "n_parameters", "number_of_parameters"],
    ...["total_parameters", "total_params", "num_params", "param_count"],
  ],
  trainingStart: [
    ...["training_start", "training_start_time", "training_start_date", "training_started"],
    ...["training_started_at", "train_start", "training_begin"],
  ],
  trainingEnd: [
    ...["training_end", "training_end_time", "training_end_date", "training_ended"],
    ...["training_ended_at", "training_completed_at", "training_finished_at", "train_end"],
  ],
  trainingSeconds: [
    ...["training_duration_seconds", "training_duration", "training_time_seconds"],
    ...["training_time", "training_seconds", "train_time_seconds", "duration_seconds"],
  ],
  trainingMinutes: ["training_duration_minutes", "training_time_minutes", "training_minutes"],
  trainingHours: ["training_duration_hours", "training_time_hours", "training_hours"],
  testSet: ["test_set"],
  featureImportance: ["feature_importance", "feature_importances"],
  benchmarks: ["benchmarks"],
  licence: ["licence", "license", "licence_name", "license_name", "spdx"],
  tags: ["tags", "labels"],
  runId: ["run_id", "training_run_id", "mlflow_run_id", "wandb_run_id"],
  runName: ["run_name", "training_run_name"],
  experiment: ["experiment", "experiment_name", "run_experiment"],
  runUri: ["run_uri", "run_url"],
  featureSet: ["feature_set", "feature_set_name", "features_name", "feature_view"],
  featureSets: ["feature_sets", "feature_views", "feature_groups"],
  featureVersion: ["feature_version", "features_version", "feature_set_version"],
  features: ["features", "feature_names", "feature_columns", "input_features"],
  inputs: [
    ...["inputs", "input_schema", "input", "input_signature", "schema_input", "schema_inputs"],
    ...["signature_inputs", "signature_input", "model_inputs"],
  ],
  outputs: [
    ...["outputs", "output_schema", "output", "output_signature", "schema_output"],
    ...["schema_outputs", "signature_outputs", "signature_output", "model_outputs"],
  ],
  metrics: [
    ...["metrics", "scores", "evaluation", "evaluation_metrics", "evaluation_results"],
    ...["performance", "performance_metrics", "results"],
  ],
  trainingMetrics: ["training_metrics", "train_metrics"],
  validationMetrics: ["validation_metrics", "val_metrics", "valid_metrics", "dev_metrics"],
  testMetrics: ["test_metrics", "holdout_metrics"],
  parameters: [
    ...["hyperparameters", "hyper_parameters", "hyperparams", "hparams", "params", "parameters"],
    ...["training_parameters", "training_params", "training_hyperparameters"],
    ...["model_parameters", "model_params"],
  ],
  dependencies: ["dependencies", "requirements", "packages", "python_packages"],
  commit: [
    ...["git_commit", "commit", "commit_hash", "commit_id", "commit_sha", "git_sha", "git_hash"],
    ...["git_commit_hash", "git_commit_sha", "git_commit_id", "git_revision"],
  ],
  branch: ["git_branch", "branch"],
  parentModel: ["parent_model", "parent_name", "parent_model_name"],
  parentVersion: ["parent_version", "parent_model_version"],
  parents: ["parent", "parents", "parent_models", "derived_from"],
  baseModel: ["base_model", "base_models", "finetuned_from", "fine_tuned_from"],
  distilledFrom: ["distilled_from", "teacher", "teacher_model"],
  quantizedFrom: ["quantized_from", "quantised_from"],
  ensembleOf: ["ensemble_of", "ensemble_members"],
  mergedFrom: ["merged_from"],
  modelName: ["model_name", "name", "model"],
  modelVersion: ["model_version", "version"],
  modelDigest: [
    ...["model_sha256", "model_hash", "model_digest", "model_checksum"],
    ...["sha256", "digest", "checksum"],
  ],
  description: ["description", "model_description", "summary"],
  team: ["team", "owner_team", "team_name"],
  compliance: ["compliance", "compliance_notes"],
  "retention-days": ["retention_days", "data_retention_days"],
  pii: ["pii", "pii_present", "contains_pii", "has_pii"],
  gdpr: ["gdpr", "gdpr_compliant", "gdpr_compliance", "gdpr_status"],
  certifications: ["certifications", "compliance_certifications"],
  environment: ["environment", "deployment_environment"],
  "known-issues": ["known_issues", "known_limitations"],
  changelog: ["changelog", "release_notes"],
  "migration-notes": ["migration_notes"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Subject of a field of a metadata file. */
export type MetadataField = keyof typeof names;

const byName: ReadonlyMap<string, MetadataField> = new Map(
  Object.entries(names).flatMap(([field, all]) =>
    // The keys of the object above.
    all.map((name) => [name, field as MetadataField] as const),
  ),
);

/** A part of the description of a data set. */
export type DataAttribute =
  "version" | "name" | "path" | "uri" | "digest" | "rows" | "columns" | "target" | "ingested";

const roles: Readonly<Record<string, string>> = {
  training: "training",
  train: "training",
  validation: "validation",
  val: "validation",
  test: "test",
  holdout: "test",
};
const dataName =
  /^(?:(training|train|validation|val|test|holdout)_)?(?:data(?:_?sets?)?|data_sources?)(?:_([a-z0-9_]+))?$/;
const attributes: Readonly<Record<string, DataAttribute>> = {
  ...{ version: "version", name: "name", source: "name", id: "name" },
  ...{ path: "path", file: "path", location: "path", uri: "uri", url: "uri" },
  ...{ sha256: "digest", hash: "digest", md5: "digest", digest: "digest", checksum: "digest" },
  ...{ rows: "rows", row_count: "rows", num_rows: "rows", n_rows: "rows", size_rows: "rows" },
  ...{ n_samples: "rows", num_samples: "rows", samples: "rows" },
  ...{ columns: "columns", num_columns: "columns", n_features: "columns" },
  ...{ target: "target", target_column: "target", target_variable: "target" },
  ...{ label_column: "target", ingested: "ingested", ingested_at: "ingested" },
  ...{ date_ingested: "ingested", ingestion_date: "ingested", ingested_on: "ingested" },
};

/** Attributes of data that stand alone as well: `target: price`. */
const aloneAttributes: ReadonlySet<string> = new Set([
  ...["target", "target_column", "target_variable", "label_column"],
  ...["ingested", "ingested_at", "date_ingested", "ingestion_date", "ingested_on"],
]);

/** Groups whose fields may as well stand outside: `compliance: { pii_present }`. */
const groups: ReadonlySet<string> = new Set([
  ...["metadata", "model_metadata", "model_card", "model_info", "model_details", "info", "general"],
  ...["training", "training_info", "lineage", "provenance", "governance", "compliance"],
  ...["deployment", "environment", "code", "source_control", "model"],
]);
/** Groups that only enclose all other fields. */
const covers: ReadonlySet<string> = new Set([
  ...["metadata", "model_metadata", "model_card", "model_info", "model_details", "info", "general"],
]);
/** Groups that are a part of the names in them: `git: { commit }`. */
const prefixes: ReadonlySet<string> = new Set([
  ...["git", "framework", "run", "experiment", "parent", "schema", "signature", "features"],
  ...["parent_model", "feature_set", "mlflow", "wandb"],
]);
/** Names that are too general to mean something inside of a group. */
const general: ReadonlySet<string> = new Set([
  ...["name", "version", "model", "sha256", "digest", "checksum", "input", "output", "summary"],
  ...["labels", "results", "library", "branch", "duration_seconds", "target"],
]);

/** Meaning of a name: a field, or a part of the description of data. */
export type NameMeaning = { readonly field: MetadataField } | DataMeaning;

interface DataMeaning {
  readonly field: "data";
  readonly role?: string;
  readonly attribute?: DataAttribute;
}

/** Returns the attribute of a data set that a name in snake case means. */
export function dataAttribute(name: string): DataAttribute | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** Returns a name in snake case. */
export function snakeCase(name: string): string {
  return name
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[\s./-]+/g, "_");
}

/** Returns whether the fields of an object with this name are looked at one by one. */
export function isFieldGroup(name: string): boolean {
  const data = dataMeaning(name);
  return groups.has(name) || prefixes.has(name) || (data && !data.attribute) === true;
}

/**
 * Returns the meaning of a field by the names on the way to it, in snake case; undefined if it is
 * none that is known.
 */
export function meaningOf(path: readonly string[]): NameMeaning | undefined {
  const inner = path.filter((name, index) => index === path.length - 1 || !covers.has(name));
  const [first = "", ...rest] = inner;
  const own = inner.at(-1) ?? "";
  const whole = inner.join("_");
  const known = meaningOfName(whole);
  if (known) return known;
  if (rest.length === 0) return undefined;
  if (rest.length === 1 && own.startsWith(`${first}_`)) return meaningOfName(own);
  return groups.has(first) && !general.has(own) ? meaningOf(rest) : undefined;
}

function meaningOfName(name: string): NameMeaning | undefined {
  const field = byName.get(name);
  return field ? { field } : dataMeaning(name);
}

function dataMeaning(name: string): DataMeaning | undefined {
  const alone = aloneAttributes.has(name) ? dataAttribute(name) : undefined;
  if (alone) return { field: "data", attribute: alone };
  const [match, split, attribute] = dataName.exec(name) ?? [];
  if (match === undefined) return undefined;
  const role = split === undefined ? undefined : roles[split];
  if (attribute === undefined || attribute === "sources") {
    return { field: "data", ...(role && { role }) };
  }
  const meaning = dataAttribute(attribute);
  return meaning && { field: "data", ...(role && { role }), attribute: meaning };
}

import * as l10n from "@vscode/l10n";

/** A search for versions, as `parseQuery` reads it and `printQuery` writes it. */
export interface Query {
  /** Absent: every version. */
  readonly where?: Condition;
  /** Empty: the newest first. */
  readonly order: readonly Order[];
  readonly limit?: number;
}

export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** A key of versions: `stage`, or with a name `metrics.test.auc`. */
export interface QueryKey {
  readonly field: QueryField;
  /** Name of the metric, parameter or tag; absent for other fields. */
  readonly name?: string;
}

/**
 * A condition on versions.
 *
 * - `comparison`: one of `values` compares with the version's; several stand for `in`, and only with
 *   `=` and `!=`. A version that has nothing of the key never meets it, not even with `!=`.
 * - `word`: a text that occurs in names, labels, aliases, tags or descriptions.
 * - `has`: something is recorded of the key.
 */
export type Condition =
  | {
      readonly kind: "comparison";
      readonly key: QueryKey;
      readonly operator: Operator;
      readonly values: readonly [string, ...string[]];
    }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "has"; readonly key: QueryKey }
  | { readonly kind: "not"; readonly part: Condition }
  | {
      readonly kind: "and" | "or";
      readonly parts: readonly [Condition, Condition, ...Condition[]];
    };

export interface Order {
  readonly key: QueryKey;
  readonly descending: boolean;
}

/** Kind of a field, by which its values are compared. */
export type FieldKind = "text" | "digest" | "number" | "size" | "mixed" | "date" | "duration";

interface FieldRule {
  readonly kind: FieldKind;
  /** A name follows after a dot. */
  readonly named?: true;
  /** Versions can be sorted by it: a version has at most one value. */
  readonly sortable?: true;
  /** Returns one line for completion and help. */
  readonly summary: () => string;
}

/** All keys, in the order in which they are offered. */
export const queryFields = {
  model: { kind: "text", sortable: true, summary: () => l10n.t("name of the model") },
  version: { kind: "number", sortable: true, summary: () => l10n.t("number of the version") },
  label: {
    kind: "text",
    sortable: true,
    summary: () => l10n.t("label of the version, such as 1.4.0"),
  },
  stage: { kind: "text", sortable: true, summary: () => l10n.t("stage that the version is in") },
  alias: { kind: "text", summary: () => l10n.t("alias that points to the version") },
  tag: { kind: "text", named: true, summary: () => l10n.t("tag of the version or of its model") },
  metrics: { kind: "number", named: true, sortable: true, summary: () => l10n.t("metric") },
  params: { kind: "mixed", named: true, sortable: true, summary: () => l10n.t("hyperparameter") },
  framework: {
    kind: "text",
    sortable: true,
    summary: () => l10n.t("library that the model is for"),
  },
  format: { kind: "text", sortable: true, summary: () => l10n.t("format of the model file") },
  architecture: {
    kind: "text",
    sortable: true,
    summary: () => l10n.t("architecture, such as RandomForest*"),
  },
  task: { kind: "text", sortable: true, summary: () => l10n.t("task, such as classification") },
  safety: {
    kind: "text",
    sortable: true,
    summary: () => l10n.t("verdict about the files, such as dangerous"),
  },
  file: { kind: "text", summary: () => l10n.t("path of a file in the version") },
  dataset: { kind: "text", summary: () => l10n.t("name, path or URI of a dataset") },
  "dataset.name": { kind: "text", summary: () => l10n.t("name of a dataset") },
  "dataset.path": { kind: "text", summary: () => l10n.t("path or URI of a dataset") },
  "dataset.version": { kind: "text", summary: () => l10n.t("version of a dataset") },
  "dataset.sha256": { kind: "digest", summary: () => l10n.t("digest of a dataset") },
  sha256: { kind: "digest", summary: () => l10n.t("digest of the version or of one of its files") },
  commit: { kind: "digest", summary: () => l10n.t("commit that was checked out") },
  branch: { kind: "text", sortable: true, summary: () => l10n.t("branch that was checked out") },
  author: { kind: "text", summary: () => l10n.t("name or e-mail of the author of the commit") },
  patch: { kind: "digest", summary: () => l10n.t("digest of the uncommitted changes") },
  python: { kind: "text", summary: () => l10n.t("version of Python, such as 3.12*") },
  packages: { kind: "text", named: true, summary: () => l10n.t("version of a package") },
  run: { kind: "text", sortable: true, summary: () => l10n.t("id or name of the run") },
  experiment: { kind: "text", sortable: true, summary: () => l10n.t("experiment of the run") },
  feature_set: {
    kind: "text",
    summary: () => l10n.t("name of a feature set, with its version or without"),
  },
  parent: {
    kind: "text",
    summary: () => l10n.t("model that it was made from, such as base@3, or its URI"),
  },
  licence: {
    kind: "text",
    sortable: true,
    summary: () => l10n.t("licence, as an SPDX identifier"),
  },
  source: { kind: "text", sortable: true, summary: () => l10n.t("path of the registered file") },
  notes: {
    kind: "text",
    named: true,
    summary: () => l10n.t("note of the version or of its model"),
  },
  description: { kind: "text", summary: () => l10n.t("description of the version") },
  registered_by: {
    kind: "text",
    sortable: true,
    summary: () => l10n.t("name or e-mail of who registered it"),
  },
  approval: {
    kind: "text",
    summary: () => l10n.t("state of a request for approval, such as open"),
  },
  approved_by: { kind: "text", summary: () => l10n.t("name or e-mail of who approved it") },
  reproduced: {
    kind: "text",
    sortable: true,
    summary: () => l10n.t("best reproduction: bits, tensors or differs"),
  },
  registered: {
    kind: "date",
    sortable: true,
    summary: () => l10n.t("date of registration, such as 2026-01-31"),
  },
  age: {
    kind: "duration",
    sortable: true,
    summary: () => l10n.t("time since registration, such as 12h or 30d"),
  },
  size: { kind: "size", sortable: true, summary: () => l10n.t("bytes of all files, such as 20MB") },
} as const satisfies Record<string, FieldRule>;

export type QueryField = keyof typeof queryFields;

/** Returns the rule of a field, without the literal types of the table. */
export function fieldRule(field: QueryField): FieldRule {
  return queryFields[field];
}

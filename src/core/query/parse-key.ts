import * as l10n from "@vscode/l10n";
import { annotationFields } from "../model/markings.ts";
import { findNearest } from "../text/find-nearest.ts";
import { printKey } from "./print-query.ts";
import { fieldRule, queryFields, type QueryField, type QueryKey } from "./query.ts";

/** Other spellings of fields, as other tools have them. */
const spellings: Readonly<Record<string, QueryField>> = {
  name: "model",
  number: "version",
  aliases: "alias",
  tags: "tag",
  metric: "metrics",
  param: "params",
  parameter: "params",
  parameters: "params",
  license: "licence",
  datasets: "dataset",
  "dataset.uri": "dataset.path",
  package: "packages",
  python_version: "python",
  parents: "parent",
  verdict: "safety",
  files: "file",
  artifact: "file",
  feature_sets: "feature_set",
  digest: "sha256",
  git_commit: "commit",
  note: "notes",
};

/**
 * Parses a key: `stage`, `metrics.test.auc`; the name of a note may stand alone.
 *
 * @returns the key, or why it is none and what may have been meant
 */
export function parseKey(
  text: string,
): QueryKey | { readonly problem: string; readonly suggestions: readonly string[] } {
  const whole = fieldOf(text);
  if (whole !== undefined && !fieldRule(whole).named) return { field: whole };
  const note = annotationFields.find((name) => name === text.toLowerCase());
  if (note) return { field: "notes", name: note };
  const dot = text.indexOf(".");
  const [prefix, name] = dot < 0 ? [text, ""] : [text.slice(0, dot), text.slice(dot + 1)];
  const field = fieldOf(prefix);
  if (field !== undefined && fieldRule(field).named) {
    if (name !== "") return { field, name: name.normalize("NFC") };
    return {
      problem: l10n.t("“{0}” needs a name, such as {1}.{2}", field, field, examples[field] ?? "x"),
      suggestions: [],
    };
  }
  return { problem: l10n.t("“{0}” is not a key", text), suggestions: suggestionsFor(text) };
}

const examples: Partial<Record<QueryField, string>> = {
  metrics: "test.auc",
  params: "max_depth",
  tag: "team",
  notes: "compliance",
  packages: "numpy",
};

function fieldOf(text: string): QueryField | undefined {
  const name = text.toLowerCase();
  if (Object.hasOwn(queryFields, name)) return allFields.find((field) => field === name);
  return Object.hasOwn(spellings, name) ? spellings[name] : undefined;
}

const allFields = Object.keys(queryFields) as QueryField[];

/** Returns the keys that a text may have been meant for: one with a typing mistake, or a name. */
function suggestionsFor(text: string): readonly string[] {
  const dot = text.indexOf(".");
  const nearest = findNearest(dot < 0 ? text : text.slice(0, dot), allFields);
  if (nearest !== undefined) {
    const field = fieldOf(nearest);
    if (field !== undefined && !fieldRule(field).named) return [field];
    if (field !== undefined && dot >= 0) return [printKey({ field, name: text.slice(dot + 1) })];
  }
  return (["metrics", "params", "tag"] as const).map((field) => printKey({ field, name: text }));
}

import { unknownType, unnamed } from "../../../core/model/inspection/signature.ts";
import type { Signature, TensorSpec } from "../../../core/model/inspection.ts";
import { printable } from "../printable.ts";
import { elementsOf } from "./array-elements.ts";
import { attribute, classOf, innerOf, stepsOf } from "./estimator.ts";
import { arrayOf, textsOf } from "./numpy-values.ts";
import { entriesOf, itemsOf, lookUp, type Value } from "./value.ts";

const maxDepth = 8;
const maxFeatures = 1000;
const maxLabels = 50;

/** Inputs and outputs of an estimator, as far as its attributes contain them. */
export interface EstimatorSignature {
  readonly signature?: Signature;
  /** In words, for people and for comparing versions. */
  readonly metadata: Readonly<Record<string, string>>;
}

const textVectorisers = /^(Count|Tfidf|Hashing)Vectorizer$/;

/**
 * Reads what scikit-learn and wrappers in its style note when they are fitted: `feature_names_in_`,
 * `n_features_in_`, `classes_`, `n_outputs_`.
 * https://scikit-learn.org/stable/developers/develop.html, “Universal attributes”
 */
export function signatureOfEstimator(estimator: Value): EstimatorSignature {
  const input = inputOf(estimator);
  const output = outputOf(estimator);
  const inputs = input?.specs ?? [];
  const outputs = output?.specs ?? [];
  const { names, count } = input ?? {};
  return {
    ...((inputs.length > 0 || outputs.length > 0) && { signature: { inputs, outputs } }),
    metadata: {
      ...(count !== undefined && { "feature count": String(count) }),
      ...(names && { features: printable(names.join(", "), 1024) }),
      ...output?.metadata,
    },
  };
}

interface Input {
  readonly names?: readonly string[];
  readonly count?: number;
  readonly specs: readonly TensorSpec[];
}

/** Inputs of an estimator: its own, else those of the first that it hands them to. */
function inputOf(estimator: Value | undefined): Input | undefined {
  let current = estimator;
  for (let depth = 0; depth < maxDepth && current !== undefined; depth++) {
    const name = classOf(current)?.name;
    if (name === undefined) return undefined;
    if (textVectorisers.test(name))
      return { specs: [{ name: "documents", dtype: "string", shape: [null] }] };
    const [first] = stepsOf(current) ?? [];
    const own = first === undefined ? ownInput(current) : undefined;
    if (own) return own;
    const [member] = itemsOf(attribute(current, "estimators_")) ?? [];
    const [, united] = itemsOf(itemsOf(attribute(current, "transformer_list"))?.[0]) ?? [];
    current = first ?? innerOf(current) ?? united ?? member;
  }
  return undefined;
}

function ownInput(estimator: Value): Input | undefined {
  const names = textsOf(attribute(estimator, "feature_names_in_")) ?? lightGbmNames(estimator);
  if (names) {
    const used = usedColumns(estimator, names);
    const specs = used.slice(0, maxFeatures).map((name) => ({ name, dtype: unknownType }));
    return { names, count: names.length, specs };
  }
  const count = ["n_features_in_", "_n_features_in", "n_features_"]
    .map((key) => attribute(estimator, key))
    .find((value) => typeof value === "number");
  if (count === undefined) return undefined;
  return { count, specs: [{ name: unnamed, dtype: unknownType, shape: [null, count] }] };
}

/**
 * Returns the columns that a wrapper of LightGBM was fitted with, which stand in the text of its
 * booster; undefined if they had no names. (lightgbm/sklearn.py, `_fitted_with_feature_names`; names
 * have no spaces in that text.)
 */
function lightGbmNames(estimator: Value): readonly string[] | undefined {
  if (attribute(estimator, "_fitted_with_feature_names") !== true) return undefined;
  const booster = attribute(estimator, "_Booster");
  const text = attribute(booster, "_handle") ?? attribute(booster, "handle");
  if (typeof text !== "string") return undefined;
  return /^feature_names=(.+)$/m.exec(text)?.[1]?.split(" ");
}

/** Returns the columns that a ColumnTransformer works on; it needs none of those that it drops. */
function usedColumns(estimator: Value, names: readonly string[]): readonly string[] {
  const transformers = itemsOf(attribute(estimator, "transformers_"));
  if (!transformers || classOf(estimator)?.name !== "ColumnTransformer") return names;
  const indexes = new Map(entriesOf(attribute(estimator, "_transformer_to_input_indices")));
  const used = new Set<Value>();
  for (const transformer of transformers) {
    const [key, fitted] = itemsOf(transformer) ?? [];
    if (fitted === "drop") continue;
    const columns = key === undefined ? undefined : itemsOf(indexes.get(key));
    if (!columns) return names;
    for (const column of columns) used.add(column);
  }
  return names.filter((_, index) => used.has(index));
}

interface Output {
  readonly specs: readonly TensorSpec[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Outputs of an estimator: its own, else those of the last step or of what it is made around. */
function outputOf(estimator: Value | undefined): Output | undefined {
  let current = estimator;
  for (let depth = 0; depth < maxDepth && current !== undefined; depth++) {
    const own = ownOutput(current);
    if (own) return own;
    current = stepsOf(current)?.at(-1) ?? innerOf(current);
  }
  return undefined;
}

function ownOutput(estimator: Value): Output | undefined {
  // What encodes labels takes them, and doesn't give them.
  if (classOf(estimator)?.module.startsWith("sklearn.preprocessing")) return undefined;
  const classes = attribute(estimator, "classes_") ?? attribute(estimator, "_classes");
  return classOutput(classes) ?? labelOutput(classes) ?? countedOutput(estimator);
}

/** Several outputs, each with classes of its own. */
function classOutput(classes: Value | undefined): Output | undefined {
  const several = itemsOf(classes);
  if (!several || several.length === 0 || !several.every((one) => arrayOf(one))) return undefined;
  const specs = [spec(typeOf(several[0]), several.length)];
  return { specs, metadata: { outputs: String(several.length) } };
}

/** One output, a label out of those that the array has. */
function labelOutput(classes: Value | undefined): Output | undefined {
  const array = arrayOf(classes);
  if (!array) return undefined;
  const count = array.shape[0] ?? 0;
  const labels = elementsOf(classes)?.slice(0, maxLabels).map(String);
  const text = labels && `${labels.join(", ")}${labels.length < count ? ", …" : ""}`;
  return {
    specs: [spec(typeOf(classes))],
    metadata: { classes: printable(text ?? String(count), 1024) },
  };
}

/** Outputs of which only the number is known, or the number of classes. */
function countedOutput(estimator: Value): Output | undefined {
  const members = itemsOf(attribute(estimator, "estimators_"));
  const isSeveral = (classOf(estimator)?.name ?? "").startsWith("MultiOutput");
  const outputs = isSeveral ? members?.length : attribute(estimator, "n_outputs_");
  if (typeof outputs === "number" && outputs > 0) {
    const dtype = isSeveral ? unknownType : "float64";
    return { specs: [spec(dtype, outputs)], metadata: { outputs: String(outputs) } };
  }
  if (givesOneNumber(estimator)) return { specs: [spec("float64")], metadata: {} };
  const classes = attribute(estimator, "n_classes_");
  if (typeof classes !== "number" || classes < 2) return undefined;
  return { specs: [spec(unknownType)], metadata: { classes: String(classes) } };
}

/**
 * Returns whether an estimator gives one number a row: LightGBM knows no regression of several, and
 * CatBoost only by a loss of that name. Of XGBoost only the booster tells.
 */
function givesOneNumber(estimator: Value): boolean {
  const { module = "", name } = classOf(estimator) ?? {};
  if (module.startsWith("lightgbm.")) return name === "LGBMRegressor";
  if (!module.startsWith("catboost.") || name !== "CatBoostRegressor") return false;
  const loss =
    attribute(estimator, "loss_function") ??
    lookUp(attribute(estimator, "_init_params"), "loss_function");
  return loss === undefined || (typeof loss === "string" && !loss.startsWith("Multi"));
}

function spec(dtype: string, outputs = 1): TensorSpec {
  return { name: unnamed, dtype, shape: outputs > 1 ? [null, outputs] : [null] };
}

/** Returns the type of labels; texts are objects or of a fixed length to NumPy. */
function typeOf(classes: Value | undefined): string {
  const dtype = arrayOf(classes)?.dtype ?? unknownType;
  if (/^str\d/.test(dtype)) return "string";
  return dtype === "object" && textsOf(classes) ? "string" : dtype;
}

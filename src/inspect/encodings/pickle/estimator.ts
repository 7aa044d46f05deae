import { printable } from "../printable.ts";
import { taskOf } from "./estimator-task.ts";
import { isCall } from "./numpy-values.ts";
import { isGlobal, isNode, itemsOf, lookUp, type GlobalNode, type Value } from "./value.ts";

/** Estimators within estimators that are looked into. */
const maxDepth = 8;
const maxShown = 20;
const maxText = 500;

/** Attributes with the one estimator that another is made around, fitted before unfitted. */
const innerKeys = [
  "best_estimator_",
  "regressor_",
  "estimator_",
  "regressor",
  "estimator",
  "base_estimator",
] as const;

/** Estimators that are made around another of any kind; a forest's trees are no news. */
const wrappers =
  /^(\w+SearchCV|MultiOutput\w+|\w+Chain|OneVs\w+|OutputCodeClassifier|CalibratedClassifierCV|Bagging\w+|AdaBoost\w+|TransformedTargetRegressor|RFE|RFECV|SelectFromModel|SequentialFeatureSelector|SelfTrainingClassifier|\w+ThresholdClassifier(CV)?|RANSACRegressor|FrozenEstimator)$/;

/** Returns the attribute of an estimator. */
export function attribute(estimator: Value | undefined, name: string): Value | undefined {
  return isCall(estimator) ? lookUp(estimator.state, name) : undefined;
}

/** Returns the class of what a call makes; plain containers and arrays are no model. */
export function classOf(value: Value | undefined): GlobalNode | undefined {
  if (!isCall(value)) return undefined;
  const made = isGlobal(value.callee, ["copyreg", "copy_reg"], "_reconstructor")
    ? value.args[0]
    : value.callee;
  if (!isNode(made) || made.kind !== "global") return undefined;
  const container = [
    "collections",
    "numpy",
    "builtins",
    "__builtin__",
    "copyreg",
    "torch._utils",
  ].some((module) => made.module === module || made.module.startsWith(`${module}.`));
  return container ? undefined : made;
}

/** Returns the steps of a pipeline, in order; undefined if it is none. */
export function stepsOf(estimator: Value | undefined): readonly Value[] | undefined {
  return namedOf(attribute(estimator, "steps"));
}

/** Returns the estimators of a list of (name, estimator), without those that are switched off. */
function namedOf(list: Value | undefined): readonly Value[] | undefined {
  return itemsOf(list)
    ?.map((entry) => itemsOf(entry)?.[1] ?? null)
    .filter((step) => step !== null && step !== "passthrough" && step !== "drop");
}

/** Returns the estimator that another is made around. */
export function innerOf(estimator: Value | undefined): Value | undefined {
  if (!wrappers.test(classOf(estimator)?.name ?? "")) return undefined;
  return innerKeys
    .map((key) => attribute(estimator, key))
    .find((inner) => classOf(inner) !== undefined);
}

/**
 * Describes an estimator by its class and those within it, e.g. “GridSearchCV (Pipeline (StandardScaler →
 * SVC))”; an arrow stands between what comes after one another.
 */
export function estimatorText(estimator: Value | undefined): string {
  return printable(textOf(estimator, 0), maxText);
}

function textOf(estimator: Value | undefined, depth: number): string {
  const name = classOf(estimator)?.name ?? "?";
  if (depth >= maxDepth) return name;
  const listed = (list: readonly Value[], separator: string): string => {
    const shown = list.slice(0, maxShown).map((part) => textOf(part, depth + 1));
    return [...shown, ...(list.length > maxShown ? ["…"] : [])].join(separator);
  };
  const within = (text: string): string => (text === "" ? name : `${name} (${text})`);
  const steps = stepsOf(estimator);
  if (steps) return within(listed(steps, " → "));
  const members =
    namedOf(attribute(estimator, "estimators")) ??
    namedOf(attribute(estimator, "transformers")) ??
    namedOf(attribute(estimator, "transformer_list"));
  const final = attribute(estimator, "final_estimator_") ?? attribute(estimator, "final_estimator");
  if (members) {
    const last = classOf(final) ? ` → ${textOf(final, depth + 1)}` : "";
    return within(`${listed(members, ", ")}${last}`);
  }
  const inner = innerOf(estimator);
  return inner === undefined ? name : within(textOf(inner, depth + 1));
}

/** Returns the task of an estimator: its own, else that of the last step or of what it is made around. */
export function taskOfEstimator(estimator: Value | undefined): { readonly task?: string } {
  let current = estimator;
  for (let depth = 0; depth < maxDepth; depth++) {
    const made = classOf(current);
    if (made === undefined) return {};
    const own = taskOf(made.module, made.name);
    if (own.task !== undefined) return own;
    current = stepsOf(current)?.at(-1) ?? innerOf(current);
  }
  return {};
}

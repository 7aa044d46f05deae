import { attribute, classOf, innerOf, stepsOf } from "./estimator.ts";
import { bytesOf, isCall } from "./numpy-values.ts";
import { isGlobal, isNode, type Value } from "./value.ts";

/** Estimators within estimators that are looked into. */
const maxDepth = 8;

/** The bytes in which XGBoost or CatBoost store a model within a pickle: a copy of few, else their place. */
export interface PickledBooster {
  readonly library: "xgboost" | "catboost";
  readonly content: Uint8Array | { readonly start: number; readonly length: number };
  /** True if nothing stands before it that changes the inputs. */
  readonly isFirst: boolean;
}

/**
 * Returns the booster of a wrapper of XGBoost or CatBoost, also of one that is the last step of a pipeline
 * or that a search has chosen. (xgboost/core.py, `Booster.__getstate__`; catboost/core.py,
 * `_CatBoostBase.__getstate__`)
 */
export function boosterOf(root: Value | undefined): PickledBooster | undefined {
  let current = root;
  let isFirst = true;
  for (let depth = 0; depth < maxDepth && current !== undefined; depth++) {
    const { module } = classOf(current) ?? {};
    if (module === undefined) return undefined;
    const library = /^(xgboost|catboost)\./.exec(module)?.[1];
    if (library === "xgboost" || library === "catboost") {
      const content = contentOf(storedIn(current, library));
      return content && { library, content, isFirst };
    }
    const steps = stepsOf(current);
    if (steps && steps.length > 1) isFirst = false;
    current = steps?.at(-1) ?? innerOf(current);
  }
  return undefined;
}

function storedIn(estimator: Value, library: PickledBooster["library"]): Value | undefined {
  if (library === "catboost") return attribute(estimator, "__model");
  return attribute(attribute(estimator, "_Booster") ?? estimator, "handle");
}

function contentOf(value: Value | undefined): PickledBooster["content"] | undefined {
  const isArray = isCall(value) && isGlobal(value.callee, ["builtins", "__builtin__"], "bytearray");
  const [stored, encoding] = isArray ? value.args : [value];
  // Protocols up to 2 write a text that is encoded.
  if (isArray && typeof stored === "string")
    return encoding === "latin-1" ? Buffer.from(stored, "latin1") : undefined;
  const content = bytesOf(stored);
  if (content || !isNode(stored) || stored.kind !== "bytes") return content;
  const { start, length } = stored;
  return start === undefined ? undefined : { start, length };
}

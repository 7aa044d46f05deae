import type { Finding } from "../../../core/model/inspection.ts";
import { classifyImport } from "../../encodings/pickle/classify-import.ts";
import { isObject, objectIn, textIn, type Json } from "./json.ts";

/** Objects of a configuration at most. */
const maxObjects = 2_000_000;
const maxFindings = 200;

/** The code that a configuration brings along or names. */
export interface KerasCode {
  /** Python names that loading imports, besides those of Keras. */
  readonly imports: readonly string[];
  readonly findings: readonly Finding[];
  /** Loading runs code that does not come with Keras. */
  readonly needsCode: boolean;
}

export function findCode(model: unknown): KerasCode {
  const imports = new Set<string>();
  const findings: Finding[] = [];
  for (const { object, layer } of objectsOf(model)) {
    const lambda = lambdaFinding(object, layer);
    if (lambda) findings.push(lambda);
    const imported = importOf(object);
    if (!imported || imports.has(imported.path)) continue;
    imports.add(imported.path);
    findings.push(imported.finding);
  }
  return {
    imports: [...imports],
    findings: findings.slice(0, maxFindings),
    needsCode: findings.length > 0,
  };
}

/** Every object of a configuration and the layer it belongs to; without recursion, however deep. */
function* objectsOf(model: unknown): Generator<{ object: Json; layer: string }> {
  const pending: { value: unknown; layer: string }[] = [{ value: model, layer: "" }];
  for (let seen = 0; seen < maxObjects; seen += 1) {
    const next = pending.pop();
    if (!next) return;
    const { value } = next;
    let { layer } = next;
    if (isObject(value)) {
      layer = textIn(objectIn(value, "config") ?? {}, "name") ?? layer;
      yield { object: value, layer };
    }
    if (typeof value !== "object" || value === null) continue;
    for (const entry of Object.values(value)) pending.push({ value: entry, layer });
  }
}

/** Bytecode of a Python function: version 3 has an object of it, version 2 a list beside its type. */
function lambdaFinding(object: Json, layer: string): Finding | undefined {
  const config = objectIn(object, "config") ?? {};
  const isBytecode =
    textIn(object, "class_name") === "__lambda__" ||
    (textIn(object, "class_name") === "Lambda" &&
      (config["function_type"] === "lambda" || Array.isArray(config["function"])));
  if (!isBytecode) return undefined;
  return {
    code: "keras-lambda",
    severity: "danger",
    message:
      "A Lambda layer brings Python bytecode along, which runs when the model is loaded or used and cannot be reviewed.",
    where: `layer ${layer}`,
  };
}

const ownModules =
  /^(keras|tf_keras|tensorflow\.keras|tensorflow\.python\.keras|keras_hub|keras_nlp|keras_cv)(\.|$)/;

/** Types of Python whose names Keras writes without their being called. */
const isPlain = /^(function|slice|dict|list|tuple|set)$/;

/** Functions of Keras itself that are no layer. */
const downloads = /^get_file$/;

/**
 * Returns the finding for a layer or function that must be given to the loader, as `custom_objects`
 * or by registering it.
 */
function customObject(
  object: Json,
  target: string,
  registered: string | undefined,
): { path: string; finding: Finding } | undefined {
  // Only version 3 writes the key; files of version 2 name classes of Keras without a module.
  if (!("module" in object)) return undefined;
  const path = registered ?? target;
  return {
    path,
    finding: {
      code: "keras-custom-object",
      severity: "info",
      message: `Loading needs ${path}, which does not come with Keras.`,
      where: path,
    },
  };
}

/**
 * Returns the finding for a wrapped PyTorch module: `from_config` calls `torch.load` of a whole
 * module, a pickle (keras/src/utils/torch_utils.py).
 */
function torchModule(module: string): { path: string; finding: Finding } {
  const path = `${module}.TorchModuleWrapper`;
  return {
    path,
    finding: {
      code: "keras-torch-module",
      severity: "danger",
      message: `Loading calls ${path}, which loads a pickle that is not seen here.`,
      where: path,
    },
  };
}

/** `module` is imported and the name taken from it, whatever it is (CVE-2025-1550). */
function importOf(object: Json): { path: string; finding: Finding } | undefined {
  const className = textIn(object, "class_name");
  if (className === undefined) return undefined;
  // A function is named in its configuration.
  const target = className === "function" ? (textIn(object, "config") ?? className) : className;
  const module = textIn(object, "module");
  const registered = textIn(object, "registered_name");
  if (module === undefined) return customObject(object, target, registered);
  if (module === "builtins" && isPlain.test(className)) {
    // Keras writes the module of Python's type `function`; which function it is the loader is told.
    return className === "function" ? customObject(object, target, undefined) : undefined;
  }
  if (className === "TorchModuleWrapper") return torchModule(module);
  const path = `${module}.${target}`;
  const { level, reason } = classifyImport(module, target);
  const isOwn = ownModules.test(module);
  if (level === "dangerous" || (isOwn && downloads.test(target))) {
    return {
      path,
      finding: {
        code: "keras-dangerous-import",
        severity: "danger",
        message: `Loading calls ${path}, which ${reason ?? "downloads and unpacks files"}.`,
        where: path,
      },
    };
  }
  if (isOwn) return undefined;
  return {
    path,
    finding: {
      code: "keras-custom-object",
      severity: "info",
      message: `Loading needs ${registered ?? path}, which does not come with Keras.`,
      where: path,
    },
  };
}

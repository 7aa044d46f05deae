import type { Axis, Finding, Signature } from "../../core/inspection.ts";
import { classifyImport } from "../pickle/classify-import.ts";

/** What the configuration of a Keras model tells: its layers, and the code it needs. */
export interface KerasConfig {
  readonly className: string | undefined;
  readonly name: string | undefined;
  readonly layers: readonly { readonly name: string; readonly className: string }[];
  readonly signature: Signature | undefined;
  /** Python names that loading imports, besides those of Keras. */
  readonly imports: readonly string[];
  readonly findings: readonly Finding[];
  /** Loading runs code that does not come with Keras. */
  readonly needsCode: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** Objects of a configuration at most. */
const maxObjects = 2_000_000;
const maxFindings = 200;

/**
 * Reads the JSON that `model.get_config` and its serialisation make
 * (https://keras.io/api/models/model_saving_apis/serialization_utils/): nested objects with `module`,
 * `class_name`, `config` and `registered_name`. Version 2 had no `module`.
 */
export function readKerasConfig(model: unknown): KerasConfig {
  const root = isObject(model) ? model : {};
  const config = objectIn(root, "config") ?? {};
  const layers = layersOf(config);
  const code = findCode(model);
  const name = textIn(config, "name");
  return {
    className: textIn(root, "class_name"),
    name,
    layers: layers
      .map((layer) => ({
        name: nameOf(layer),
        className: textIn(layer, "class_name") ?? "",
      }))
      // Keras does not count inputs among the layers.
      .filter(({ className }) => className !== "InputLayer"),
    signature: signatureOf(layers, config),
    ...code,
  };
}

function layersOf(config: Json): Json[] {
  const layers = config["layers"];
  return Array.isArray(layers) ? layers.filter(isObject) : [];
}

function nameOf(layer: Json): string {
  return textIn(layer, "name") ?? textIn(objectIn(layer, "config") ?? {}, "name") ?? "";
}

/** Inputs by their layers; the output where it follows from a last layer that is dense. */
function signatureOf(layers: readonly Json[], config: Json): Signature | undefined {
  const inputs = layers.flatMap((layer) => {
    const own = objectIn(layer, "config") ?? {};
    const shape = shapeIn(own, "batch_shape") ?? shapeIn(own, "batch_input_shape");
    if (textIn(layer, "class_name") !== "InputLayer" && !shape) return [];
    return [
      { name: nameOf(layer), dtype: textIn(own, "dtype") ?? "float32", ...(shape && { shape }) },
    ];
  });
  if (inputs.length === 0) return undefined;
  const named = outputNames(config);
  const last = layers.slice(-1);
  const outputs = named.length > 0 ? layers.filter((layer) => named.includes(nameOf(layer))) : last;
  return {
    inputs,
    outputs: outputs.map((layer) => {
      const shape = denseShape(layer);
      return { name: nameOf(layer), dtype: "float32", ...(shape && { shape }) };
    }),
  };
}

/** `output_layers` of a functional model: a list of [name, node, tensor], or one such. */
function outputNames(config: Json): string[] {
  const outputs: unknown = config["output_layers"];
  if (!Array.isArray(outputs)) return [];
  const entries: unknown[] = typeof outputs[0] === "string" ? [outputs] : outputs;
  return entries.flatMap((entry: unknown) => {
    const name: unknown = Array.isArray(entry) ? entry[0] : undefined;
    return typeof name === "string" ? [name] : [];
  });
}

function denseShape(layer: Json): Axis[] | undefined {
  const units = objectIn(layer, "config")?.["units"];
  if (textIn(layer, "class_name") !== "Dense" || typeof units !== "number") return undefined;
  if (!Number.isSafeInteger(units) || units < 0) return undefined;
  const input = shapeIn(objectIn(layer, "build_config") ?? {}, "input_shape");
  return input ? [...input.slice(0, -1), units] : [null, units];
}

function shapeIn(object: Json, key: string): Axis[] | undefined {
  const shape = object[key];
  if (!Array.isArray(shape)) return undefined;
  return shape.map((size: unknown) =>
    typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : null,
  );
}

/** Every object of the configuration that names code of its own; without recursion. */
function findCode(model: unknown): Pick<KerasConfig, "imports" | "findings" | "needsCode"> {
  const imports = new Set<string>();
  const findings: Finding[] = [];
  let needsCode = false;
  const pending: { value: unknown; layer: string }[] = [{ value: model, layer: "" }];
  for (let seen = 0; pending.length > 0 && seen < maxObjects; seen += 1) {
    const { value, layer: outer = "" } = pending.pop() ?? {};
    if (Array.isArray(value))
      for (const entry of value) pending.push({ value: entry, layer: outer });
    if (!isObject(value)) continue;
    const layer = textIn(objectIn(value, "config") ?? {}, "name") ?? outer;
    for (const entry of Object.values(value)) {
      if (typeof entry === "object") pending.push({ value: entry, layer });
    }
    const lambda = lambdaFinding(value, layer);
    if (lambda && findings.length < maxFindings) findings.push(lambda);
    const imported = importOf(value);
    if (imported === undefined || imports.has(imported.path)) continue;
    imports.add(imported.path);
    needsCode = true;
    if (imported.finding && findings.length < maxFindings) findings.push(imported.finding);
  }
  return { imports: [...imports], findings, needsCode: needsCode || findings.length > 0 };
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

/** Functions of Keras itself that are no layer. */
const downloads = /^get_file$/;

/** `module` is imported and the name taken from it, whatever it is (CVE-2025-1550). */
function importOf(object: Json): { path: string; finding: Finding | undefined } | undefined {
  const className = textIn(object, "class_name");
  if (className === undefined) return undefined;
  // A function is named in its configuration.
  const target = className === "function" ? (textIn(object, "config") ?? className) : className;
  const module = textIn(object, "module");
  const registered = textIn(object, "registered_name");
  if (module === undefined) return undefined;
  if (module === "builtins" && /^(slice|dict|list|tuple|set|function)$/.test(target))
    return undefined;
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

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectIn(object: Json, key: string): Json | undefined {
  const value = object[key];
  return isObject(value) ? value : undefined;
}

function textIn(object: Json, key: string): string | undefined {
  const value = object[key];
  return typeof value === "string" ? value : undefined;
}

import type { Axis, Signature } from "../../../core/model/inspection.ts";
import { findCode, type KerasCode } from "./find-code.ts";
import { isObject, objectIn, textIn, type Json } from "./json.ts";

/** Contents of the configuration of a Keras model: its layers, and the code it needs. */
export interface KerasConfig extends KerasCode {
  readonly className: string | undefined;
  readonly name: string | undefined;
  readonly layers: readonly { readonly name: string; readonly className: string }[];
  readonly signature: Signature | undefined;
}

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

import type { Signature, TensorInfo } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { elementCount, maxNames, maxTensors } from "../../contract/tensors.ts";
import { numberTypes, types, type RAttributes, type RObject } from "./types.ts";

/** Types of the variables of a formula (`.MFclass`) by their usual names. */
const variableTypes: Readonly<Record<string, string>> = {
  numeric: "float64",
  logical: "bool",
  character: "string",
};

/** Returns the class of an object, its own or the one that its type has. */
export function classOf({ type, attributes }: RObject): string | undefined {
  const own = attributes?.get("class")?.texts?.[0];
  if (own !== undefined) return own;
  if (type === types.list) return "list";
  return type === types.closure ? "function" : undefined;
}

/** Returns the vectors of numbers within lists, named as R reaches them. */
export function tensorsOf(roots: readonly { name: string; value: RObject }[]): TensorInfo[] {
  const tensors: TensorInfo[] = [];
  const pending = [...roots].reverse();
  let nameLength = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { name, value } = next;
    nameLength += name.length;
    if (tensors.length >= maxTensors || nameLength > maxNames) {
      throw new Unreadable("There are too many vectors");
    }
    const dtype = numberTypes.get(value.type)?.[1];
    if (dtype !== undefined) tensors.push({ name, dtype, shape: shapeOf(value, name) });
    if (value.type !== types.list) continue;
    const names = value.attributes?.get("names")?.texts ?? [];
    const parts = (value.parts ?? []).map((part, index) => ({
      name: partName(name, names[index], index),
      value: part,
    }));
    pending.push(...parts.reverse());
  }
  return tensors;
}

function partName(name: string, own: string | undefined, index: number): string {
  if (own === undefined || own === "") return `${name}[[${index + 1}]]`;
  return name === "" ? own : `${name}$${own}`;
}

function shapeOf({ attributes, length }: RObject, name: string): number[] {
  const sizes = attributes?.get("dim")?.integers;
  const shape = sizes ? [...sizes] : [length];
  return elementCount(shape, `vector ${name}`) === length ? shape : [length];
}

/** Returns the variables that a model was fitted with, and the one that it predicts. */
export function signatureOf(terms: RAttributes | undefined): Signature | undefined {
  const variables = terms?.get("dataClasses");
  const names = variables?.attributes?.get("names")?.texts;
  if (!variables || !names) return undefined;
  const response = (terms?.get("response")?.integers?.[0] ?? 0) - 1;
  const specs = names.map((name, index) => {
    const type = variables.texts?.[index] ?? "unknown";
    return { name, dtype: variableTypes[type] ?? type };
  });
  return {
    inputs: specs.filter((_, index) => index !== response),
    outputs: specs.filter((_, index) => index === response),
  };
}

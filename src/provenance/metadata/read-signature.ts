import { unnamed } from "../../core/model/inspection/signature.ts";
import type { Axis, TensorSpec } from "../../core/model/inspection.ts";
import { truncate } from "../values/truncate.ts";
import { withPlainNumbers } from "../values/written-number.ts";
import { isFields, type Fields } from "./find-fields.ts";

const maxSpecs = 1000;

/**
 * Reads the inputs or outputs that a metadata file declares, in the forms that people have:
 * `{ age: float }`, `[{ name, type, shape }]`, `[age, income]`, a JSON Schema, `{ shape, dtype }`,
 * a shape, or one of these as JSON text (MLflow's). Undefined for anything else.
 */
export function readTensorSpecs(value: unknown): readonly TensorSpec[] | undefined {
  const specs = specsOf(withPlainNumbers(value));
  return specs && specs.length > 0 && specs.length <= maxSpecs ? specs : undefined;
}

function specsOf(value: unknown): readonly TensorSpec[] | undefined {
  if (typeof value === "string") return specsOfText(value);
  if (Array.isArray(value)) return specsOfList(value);
  if (!isFields(value)) return undefined;
  const { properties, columns, features, fields } = value;
  if (isFields(properties)) return specsOf(properties);
  const inner = [columns, features, fields].find(Array.isArray);
  if (inner) return specsOf(inner);
  if (isSpec(value)) return all([specOf(unnamed, value)]);
  return all(Object.entries(value).map(([name, spec]) => specOf(name, spec)));
}

function specsOfText(text: string): readonly TensorSpec[] | undefined {
  if (!/^\s*[[{]/.test(text)) return all([specOf(unnamed, text)]);
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" ? specsOf(parsed) : undefined;
  } catch {
    return undefined;
  }
}

function specsOfList(list: readonly unknown[]): readonly TensorSpec[] | undefined {
  const shape = shapeOf(list);
  if (shape && shape.length > 0) return [{ name: unnamed, dtype: "any", shape }];
  return all(
    list.map((each) => {
      if (typeof each === "string") return specOf(each, "any");
      return isFields(each)
        ? specOf(textIn(each, ["name", "column", "id"]) ?? unnamed, each)
        : undefined;
    }),
  );
}

function specOf(name: string, value: unknown): TensorSpec | undefined {
  const named = { name: truncate(name, 1024) };
  if (typeof value === "string" && value.trim() !== "")
    return { ...named, dtype: truncate(value, 1024) };
  const shape = shapeOf(value);
  if (shape) return { ...named, dtype: "any", shape };
  if (!isFields(value)) return undefined;
  // MLflow has the type of a tensor inside of `tensor-spec`.
  const inner = value["tensor-spec"];
  const source = isFields(inner) ? inner : value;
  const dtype = textIn(source, ["dtype", "type", "data_type", "datatype"]);
  const size = shapeOf(source["shape"] ?? source["dims"]);
  if (dtype === undefined && !size) return undefined;
  return { ...named, dtype: truncate(dtype ?? "any", 1024), ...(size && { shape: size }) };
}

/** Returns whether an object describes one input and is no record of several. */
function isSpec(value: Fields): boolean {
  return shapeOf(value["shape"]) !== undefined || typeof value["dtype"] === "string";
}

/** Parses a shape; -1 and null stand for an axis of no fixed size. */
function shapeOf(value: unknown): readonly Axis[] | undefined {
  if (!Array.isArray(value) || value.length > 64) return undefined;
  const axes = value.map((axis: unknown) => {
    if (axis === null || axis === -1) return null;
    return typeof axis === "number" && Number.isSafeInteger(axis) && axis >= 0 ? axis : undefined;
  });
  const known = axes.filter((axis) => axis !== undefined);
  return known.length === axes.length ? known : undefined;
}

function textIn(fields: Fields, names: readonly string[]): string | undefined {
  const name = names.find((each) => typeof fields[each] === "string" && fields[each] !== "");
  return name === undefined ? undefined : String(fields[name]);
}

function all(specs: readonly (TensorSpec | undefined)[]): readonly TensorSpec[] | undefined {
  const known = specs.filter((spec) => spec !== undefined);
  return known.length === specs.length ? known : undefined;
}

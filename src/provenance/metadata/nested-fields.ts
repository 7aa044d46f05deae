import type { Leaf } from "../values/flatten.ts";
import { isFields, type Fields } from "./find-fields.ts";

/** A value in nested fields, with the names on the way to it. */
export interface NestedLeaf extends Leaf {
  readonly names: readonly string[];
}

/** Deeper than any metric or parameter is meant to be. */
const maxDepth = 16;

/** Returns the values in nested fields, in order of appearance. Lists are values. */
export function* leavesOf(fields: Fields, names: readonly string[]): Generator<NestedLeaf> {
  for (const [name, value] of Object.entries(fields)) {
    const here = [...names, name];
    if (isFields(value) && here.length < maxDepth) yield* leavesOf(value, here);
    else yield { key: here.join("."), names: here, value };
  }
}

/** Returns the fields with one more, at its place. */
export function withField(fields: Fields, path: readonly string[], value: unknown): Fields {
  const [first = "", ...rest] = path;
  if (rest.length === 0) return { ...fields, [first]: value };
  const inner = fields[first];
  return { ...fields, [first]: withField(isFields(inner) ? inner : {}, rest, value) };
}

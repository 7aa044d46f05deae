import { WrittenNumber } from "./written-number.ts";

/** A leaf of a tree of plain data: its dotted key and its value. Arrays are leaves. */
export interface Leaf {
  readonly key: string;
  readonly value: unknown;
}

/** Deeper than any metric or parameter is meant to be. */
const maxDepth = 16;

/**
 * Yields the leaves of nested objects in order of appearance, keys joined with dots:
 * `{ test: { auc: 0.9 } }` → `test.auc`. An object deeper than `maxDepth` is a leaf itself; an
 * empty YAML file has none.
 */
export function* flatten(tree: unknown): Generator<Leaf> {
  if (tree !== null && tree !== undefined) yield* leavesOf(tree, "", 0);
}

function* leavesOf(tree: unknown, prefix: string, depth: number): Generator<Leaf> {
  if (!isPlainObject(tree) || depth >= maxDepth) {
    yield { key: prefix, value: tree };
    return;
  }
  for (const [key, value] of Object.entries(tree)) {
    yield* leavesOf(value, prefix === "" ? key : `${prefix}.${key}`, depth + 1);
  }
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof WrittenNumber)
  );
}

import type { FieldPath } from "./redaction-events.ts";
import { valueAt } from "./value-at.ts";

type Step = string | number;

/** A plain value in a line, and where it stands. */
export interface Leaf {
  readonly path: FieldPath;
  readonly value: string | number | boolean;
  /** Name by which people know it: `tags.owner`, `parameters.lr`, `description`. */
  readonly name: string;
}

/** Yields the plain values of a line's actor and data, and the names of members. */
export function* leaves(line: unknown): Generator<Leaf> {
  for (const top of ["actor", "data"]) yield* below(line, valueAt(line, [top]), [top]);
}

function* below(line: unknown, value: unknown, path: readonly Step[]): Generator<Leaf> {
  if (typeof value === "object" && value !== null) {
    const isList = Array.isArray(value);
    for (const [key, member] of Object.entries(value)) {
      yield* below(line, member, [...path, isList ? Number(key) : key]);
    }
    return;
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    yield { path, value, name: leafName(line, path) };
  }
}

/** Returns the name by which people know a value of a line. */
function leafName(line: unknown, path: FieldPath): string {
  const [, second, third] = path;
  const type = valueAt(line, ["type"]);
  if (
    (type === "tag.set" || type === "tag.removed") &&
    ["value", "previous"].includes(String(second))
  ) {
    return `tags.${String(valueAt(line, ["data", "key"]))}`;
  }
  if (second === "changes" && typeof third === "number" && path.length === 4) {
    return String(valueAt(line, [...path.slice(0, 3), "field"]));
  }
  const shown = path.filter((step, index) => !(index === 0 && step === "data"));
  const inner = ["recipe", "annotations", "summary"].includes(String(shown[0]))
    ? shown.slice(1)
    : shown;
  return inner.join(".");
}

/** Yields the names of members of a line that contain a text. */
export function* membersWith(line: unknown, text: string): Generator<FieldPath> {
  for (const { path } of leaves(line)) {
    const at = path.findIndex((step) => typeof step === "string" && step.includes(text));
    if (at > 0) yield path.slice(0, at + 1);
  }
}

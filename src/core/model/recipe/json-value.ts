import * as z from "zod";

/** Plain data as JSON has it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Maximum levels of lists and objects; values, keys included; characters of keys and texts. */
const limits = { depth: 12, values: 10_000, characters: 256 * 1024 };

/** JSON object of limited depth and size, so that it is safe to read. */
export const BoundedJsonObject = z.custom<JsonObject>(
  (value) => isJsonObject(value) && isWithinLimits(value),
  `must be an object of plain data, at most ${limits.depth} levels deep and ${limits.values} values`,
);

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Returns whether data is within the limits. Goes level by level without recursion, as the data may
 * be nested deeper than the stack allows.
 */
function isWithinLimits(root: unknown): boolean {
  let level: unknown[] = [root];
  let [values, characters] = [0, 0];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limits.depth) return false;
    const next: unknown[] = [];
    for (const value of level) {
      values += 1;
      if (typeof value === "string") characters += value.length;
      else if (typeof value === "object" && value !== null) {
        if (!Array.isArray(value)) characters += Object.keys(value).join("").length;
        for (const inner of Object.values(value)) next.push(inner);
      } else if (!isScalar(value)) return false;
      if (values + next.length > limits.values || characters > limits.characters) return false;
    }
    level = next;
  }
  return true;
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value === "boolean" || Number.isFinite(value);
}

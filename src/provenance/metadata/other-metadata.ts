import { withoutCredentialsIn } from "../../core/model/data/uri-credentials.ts";
import {
  BoundedJsonObject,
  type JsonObject,
  type JsonValue,
} from "../../core/model/recipe/json-value.ts";
import type { MissingFact } from "../../core/model/recipe.ts";
import { isSecretParameter } from "../../core/registration/secrets.ts";
import { truncate } from "../values/truncate.ts";
import { roundedInteger, WrittenNumber } from "../values/written-number.ts";

/** Fields that are kept as they are. */
export interface OtherMetadata {
  readonly fields: JsonObject;
  /** Values that can't be kept, and why. */
  readonly skipped: readonly MissingFact[];
}

/** Maximum levels; deeper data is no longer read by people. */
const maxDepth = 12;

/**
 * Keeps the fields of a metadata file that have no place of their own, as plain data. What looks
 * like a secret is left out and named, as are fields that are too large.
 *
 * @param file the file's name, for the facts
 */
export function keepOtherMetadata(
  file: string,
  content: Readonly<Record<string, unknown>>,
): OtherMetadata {
  const skipped: MissingFact[] = [];
  const skip = (path: string, reason: string): JsonValue | undefined => {
    skipped.push({ about: truncate(`${file}: ${path}`, 300), reason });
    return undefined;
  };
  const kept: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(content)) {
    const plain = plainValue(value, key, 1, skip);
    if (plain === undefined) continue;
    if (BoundedJsonObject.safeParse({ ...kept, [key]: plain }).success) kept[key] = plain;
    else skip(key, "is too large to be kept");
  }
  return { fields: kept, skipped };
}

/** Names a value that is left out, and returns nothing for it. */
type Skip = (path: string, reason: string) => JsonValue | undefined;

function plainValue(
  value: unknown,
  path: string,
  depth: number,
  skip: Skip,
): JsonValue | undefined {
  if (/(^|\.)__proto__$/.test(path)) return skip(path, "not a name for a value");
  if (value === null || typeof value === "boolean") return value;
  const number = value instanceof WrittenNumber ? value.value : value;
  if (typeof number === "number" && !Number.isFinite(number)) {
    return skip(path, "not a finite number");
  }
  if (value instanceof WrittenNumber) return plainNumber(value);
  if (typeof value === "number") return value;
  if (typeof value === "string") {
    return isSecretParameter(path, value)
      ? skip(path, "looks like a secret")
      : withoutCredentialsIn(value);
  }
  if (typeof value !== "object") return undefined;
  if (depth >= maxDepth) return skip(path, "is nested too deep");
  if (Array.isArray(value)) {
    // Each value of `tokens: [hf_…]` has the name of its list.
    return value
      .map((each: unknown) => plainValue(each, path, depth + 1, skip))
      .filter((each) => each !== undefined);
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      const plain = plainValue(each, `${path}.${key}`, depth + 1, skip);
      return plain === undefined ? [] : [[key, plain] as const];
    }),
  );
}

/**
 * Returns a number as plain data; `1.10`, which may be a version, and integers that a double can't
 * hold stay as text.
 */
function plainNumber({ value, text }: WrittenNumber): number | string {
  if (roundedInteger(text) !== undefined) return text.trim();
  return /\.\d*[1-9]0+$/.test(text) ? text : value;
}

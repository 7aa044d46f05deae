import * as z from "zod";
import { directionByName } from "../../core/metrics/metric-direction.ts";
import { WrittenNumber } from "../values/written-number.ts";
import { isFieldGroup, meaningOf, snakeCase, type NameMeaning } from "./field-names.ts";

/** A field of a metadata file whose name is known. */
export interface FoundField {
  readonly meaning: NameMeaning;
  /** Its name as it is written, dotted: `training.start`. */
  readonly written: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Plain objects as files have them. */
export type Fields = Readonly<Record<string, unknown>>;

/** Contents of a metadata file, sorted by the meaning of the names. */
export interface FoundFields {
  readonly found: readonly FoundField[];
  /** Numbers whose names are those of metrics: `accuracy: 0.95`. */
  readonly metrics: Fields;
  /** All else, nested as it is written. */
  readonly rest: Fields;
}

/** Groups are not nested deeper by people. */
const maxGroups = 6;

/** Finds the fields that are known, nested or flat, in snake or camel case. */
export function findFields(content: Fields): FoundFields {
  const found: FoundField[] = [];
  const metrics: Record<string, unknown> = {};
  const walk = (fields: Fields, path: readonly string[]): Fields =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
        if (value === null || value === undefined) return [];
        const here = [...path, key];
        const names = here.map(snakeCase);
        const meaning = meaningOf(names);
        const isGroup = isFields(value) && isFieldGroup(names.at(-1) ?? "");
        if (meaning && !(isGroup && !takesObject(meaning))) {
          found.push({ meaning, written: here.join("."), path: here, value });
          return [];
        }
        if (isGroup && path.length < maxGroups) {
          const rest = walk(value, here);
          return Object.keys(rest).length === 0 ? [] : [[key, rest]];
        }
        if (path.length === 0 && isQuality(key, value)) {
          metrics[key] = value;
          return [];
        }
        return [[key, value]];
      }),
    );
  const rest = walk(content, []);
  return { found, metrics, rest };
}

export function isFields(value: unknown): value is Fields {
  return (
    !(value instanceof WrittenNumber) && z.record(z.string(), z.unknown()).safeParse(value).success
  );
}

/** Fields that are no objects; an object of that name is a group of fields. */
const neverObjects: ReadonlySet<NameMeaning["field"]> = new Set([
  ...(["data", "compliance", "environment", "modelName", "framework", "experiment"] as const),
  ...(["features", "featureSet", "parents", "parentModel"] as const),
]);

/** Returns whether an object is one value, although its name is also that of a group. */
function takesObject({ field }: NameMeaning): boolean {
  return !neverObjects.has(field);
}

const amounts = /time|duration|seconds|_ms$|bytes|memory|size|latency/;

/** Returns whether a number has the name of a metric of quality: `accuracy`, `val_loss`. */
function isQuality(name: string, value: unknown): boolean {
  if (typeof value !== "number" && !(value instanceof WrittenNumber)) return false;
  const direction = directionByName(name);
  return (direction === "higher" || direction === "lower") && !amounts.test(snakeCase(name));
}

import type { ParameterValue } from "../model/recipe.ts";
import type { RunId } from "../model/run.ts";

/** Fields of a run that a search can ask for beside metrics, parameters and tags. */
export const runAttributes = ["id", "name", "status", "user", "start", "end", "duration"] as const;
export type RunAttribute = (typeof runAttributes)[number];

export type RunField =
  | { readonly kind: "metric" | "parameter" | "tag"; readonly key: string }
  | { readonly kind: "attribute"; readonly key: RunAttribute }
  | { readonly kind: "dataset"; readonly key: "name" | "digest" | "context" };

/**
 * `like` and `ilike` are SQL's, with % and _; `in` and `not-in` compare with each of a list; `exists`
 * asks whether the run has the field, `missing` whether it hasn't.
 */
export type RunOperator =
  "=" | "!=" | ">" | ">=" | "<" | "<=" | "like" | "ilike" | "in" | "not-in" | "exists" | "missing";

/** A condition. A run without the field meets none but `missing`, as in SQL. */
export interface RunCondition {
  readonly field: RunField;
  readonly operator: RunOperator;
  readonly value?: string | number | readonly string[] | undefined;
}

export interface RunOrder {
  readonly field: RunField;
  readonly isDescending: boolean;
}

/** Fields of one run; undefined for what it does not have. */
export type RunFields = (field: RunField) => FieldValue;
export type FieldValue = string | number | readonly string[] | undefined;

/** Returns whether a run meets all conditions. */
export function meetsAll(fields: RunFields, conditions: readonly RunCondition[]): boolean {
  return conditions.every((condition) => meets(fields(condition.field), condition));
}

function meets(found: FieldValue, condition: RunCondition): boolean {
  if (condition.operator === "missing") return found === undefined;
  if (found === undefined) return false;
  if (condition.operator === "exists") return true;
  // A run has several datasets: one of them is enough.
  if (typeof found === "object") return found.some((each) => compares(each, condition));
  return compares(found, condition);
}

function compares(found: string | number, { operator, value }: RunCondition): boolean {
  switch (operator) {
    case "in":
      return Array.isArray(value) && value.includes(String(found));
    case "not-in":
      return Array.isArray(value) && !value.includes(String(found));
    case "like":
    case "ilike":
      return likePattern(String(value), operator === "ilike").test(String(found));
    default:
      return isOrdered(found, operator, value);
  }
}

function isOrdered(
  found: string | number,
  operator: RunOperator,
  value: RunCondition["value"],
): boolean {
  const [left, right] = typeof found === "number" ? [found, Number(value)] : [found, String(value)];
  switch (operator) {
    case "=":
      return left === right;
    case "!=":
      return left !== right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    default:
      return false;
  }
}

/** Returns the regular expression of a pattern of SQL's LIKE. */
function likePattern(pattern: string, ignoresCase: boolean): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${source}$`, ignoresCase ? "isu" : "su");
}

/** A run that was found, with the values that its place follows from. */
export interface Sortable {
  readonly id: RunId;
  /** Milliseconds since the epoch. */
  readonly start: number | undefined;
  readonly keys: readonly FieldValue[];
}

/**
 * Compares two runs by an order: what a run does not have comes last, whichever way; then the one
 * that began last comes first, then the id decides.
 */
export function compareRuns(a: Sortable, b: Sortable, order: readonly RunOrder[]): number {
  for (const [index, { isDescending }] of order.entries()) {
    const result = compareValues(a.keys[index], b.keys[index], isDescending);
    if (result !== 0) return result;
  }
  const byStart = (b.start ?? 0) - (a.start ?? 0);
  if (byStart !== 0) return byStart;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function compareValues(a: FieldValue, b: FieldValue, isDescending: boolean): number {
  const [left, right] = [sortable(a), sortable(b)];
  if (left === undefined || right === undefined) {
    return left === right ? 0 : left === undefined ? 1 : -1;
  }
  if (left === right) return 0;
  return left < right === isDescending ? 1 : -1;
}

function sortable(value: FieldValue): string | number | undefined {
  const single = typeof value === "object" ? value[0] : value;
  return typeof single === "number" && Number.isNaN(single) ? undefined : single;
}

/** Returns a parameter as text, as MLflow compares it. */
export function parameterText(value: ParameterValue): string {
  if (typeof value === "object" && value !== null) return value.text;
  return value === null ? "None" : String(value);
}

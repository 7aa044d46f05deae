import { decodeTime } from "ulid";
import type { Condition, Operator, Query, QueryKey } from "../../../src/core/query/query.ts";
import { worldNow, type PlacedVersion } from "./searched-world.ts";

type Comparison = Extract<Condition, { kind: "comparison" }>;

/** The versions that a query finds, in their order: read from the manual, by looking at each. */
export function naiveSearch(
  versions: readonly PlacedVersion[],
  { where, order, limit }: Query,
): readonly PlacedVersion[] {
  const found = versions.filter((version) => !where || meets(version, where));
  const sorted = found.toSorted((a, b) => {
    for (const { key, descending } of order) {
      const difference = compareKeys(a, b, key, descending);
      if (difference !== 0) return difference;
    }
    return a.id < b.id ? 1 : -1;
  });
  return sorted.slice(0, limit);
}

function meets(version: PlacedVersion, condition: Condition): boolean {
  switch (condition.kind) {
    case "and":
      return condition.parts.every((part) => meets(version, part));
    case "or":
      return condition.parts.some((part) => meets(version, part));
    case "not":
      return !meets(version, condition.part);
    case "has":
      return has(version, condition.key);
    case "word":
      return words(version).some((text) => isLike(text, `*${condition.text}*`));
    case "comparison": {
      const { key, operator, values } = condition;
      if (operator === "!=") {
        return has(version, key) && !values.some((value) => equals(version, key, "=", value));
      }
      return values.some((value) => equals(version, key, operator, value));
    }
  }
}

function words(version: PlacedVersion): readonly string[] {
  const { model, tags, description, modelTag } = version;
  const label = version.hasLabel ? version.label : undefined;
  const alias = version.isAliased ? version.alias : undefined;
  const ofModel = modelTag === undefined ? [] : ["auc", modelTag];
  const texts = [model, label, alias, description, ...Object.entries(tags).flat(), ...ofModel];
  return texts.filter((text) => text !== undefined);
}

/** All values of a key. */
function valuesOf(
  version: PlacedVersion,
  { field, name = "" }: QueryKey,
): readonly (string | number)[] {
  const one = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);
  switch (field) {
    case "tag":
      return [...one(version.tags[name]), ...(name === "auc" ? one(version.modelTag) : [])];
    case "metrics":
      return one(version.metrics[name]);
    case "params":
      return one(version.params[name]).map((value) =>
        typeof value === "boolean" ? String(value) : value,
      );
    case "label":
      return version.hasLabel ? one(version.label) : [];
    case "alias":
      return version.isAliased ? one(version.alias) : [];
    case "framework": {
      const shown: Record<string, string> = { pytorch: "PyTorch", "scikit-learn": "scikit-learn" };
      return [...one(version.framework), ...one(version.format)].flatMap((recorded) => [
        recorded,
        shown[recorded] ?? recorded,
      ]);
    }
    case "format":
      return one(version.format);
    case "dataset":
      return one(version.dataset).flatMap(({ name: called }) => [called, `data/${called}`]);
    case "dataset.name":
      return one(version.dataset?.name);
    case "dataset.path":
      return one(version.dataset).map(({ name: called }) => `data/${called}`);
    case "dataset.sha256":
      return one(version.dataset?.sha256);
    case "dataset.version":
      return one(version.dataset?.version);
    case "safety":
      return one(version.format && "weights-only");
    case "file":
      return ["model.pkl"];
    case "author":
      return version.branch === undefined ? [] : ["Ada"];
    case "python":
      return one(version.python);
    case "packages":
      return one(version.packages[name.replaceAll(".", "-")]);
    case "commit":
      return version.branch === undefined ? [] : ["c".repeat(40)];
    case "registered":
    case "age":
      return [decodeTime(version.id)];
    case "registered_by":
      return ["Ada", "ada@example.org"];
    case "model":
    case "stage":
    case "branch":
    case "description":
    case "size":
      return one(version[field]);
    case "version":
      return [version.number];
    case "source":
      return ["model.pkl"];
    default:
      return [];
  }
}

function has(version: PlacedVersion, key: QueryKey): boolean {
  return key.field === "sha256" || valuesOf(version, key).length > 0;
}

function equals(
  version: PlacedVersion,
  key: QueryKey,
  operator: Comparison["operator"],
  value: string,
): boolean {
  if (key.field === "sha256") return false;
  return valuesOf(version, key).some((own) => matches(key.field, own, operator, value));
}

const units: Readonly<Record<string, number>> = {
  h: 3_600_000,
  d: 24 * 3_600_000,
  w: 7 * 24 * 3_600_000,
};

function matches(
  field: QueryKey["field"],
  own: string | number,
  operator: Operator,
  value: string,
): boolean {
  switch (field) {
    case "metrics":
    case "version":
      return compares(Number(own), operator, Number(value));
    case "size":
      return compares(Number(own), operator, value === "1.5kB" ? 1500 : Number(value));
    case "params": {
      const isNumber = Number.isFinite(Number(own)) && Number.isFinite(Number(value));
      if (isNumber) return compares(Number(own), operator, Number(value));
      return operator === "=" && isLike(String(own), value);
    }
    case "age": {
      const [, count = "", unit = ""] = /^(\d+)([hdw])$/.exec(value) ?? [];
      return compares(worldNow - Number(own), operator, Number(count) * (units[unit] ?? NaN));
    }
    case "registered": {
      const first = Date.parse(value.length === 10 ? value : `${value}:00Z`);
      const last = value.length === 10 ? first + 24 * 3_600_000 - 1 : first;
      const at = Number(own);
      if (operator === "=") return at >= first && at <= last;
      return compares(at, operator, operator === "<" || operator === ">=" ? first : last);
    }
    case "dataset.sha256":
    case "commit":
      return String(own).startsWith(value.toLowerCase().replace("…", ""));
    default:
      return isLike(String(own), value);
  }
}

function compares(own: number, operator: Operator, value: number): boolean {
  const answers: Readonly<Record<Operator, boolean>> = {
    "=": own === value,
    "!=": own !== value,
    "<": own < value,
    "<=": own <= value,
    ">": own > value,
    ">=": own >= value,
  };
  return answers[operator];
}

/** Letters of ASCII match in either case, and `*` any text. */
function isLike(text: string, pattern: string): boolean {
  const lower = (any: string): string => any.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const parts = lower(pattern)
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}$`, "u").test(lower(text));
}

/** Which of two comes first; what has no value comes last. */
function compareKeys(
  a: PlacedVersion,
  b: PlacedVersion,
  key: QueryKey,
  descending: boolean,
): number {
  const [mine, other] = [sortValue(a, key), sortValue(b, key)];
  for (const index of [0, 1]) {
    const [x, y] = [mine[index], other[index]];
    if (x === y) continue;
    if (x === undefined) return 1;
    if (y === undefined) return -1;
    return x < y === descending ? 1 : -1;
  }
  return 0;
}

/** By the first value, then by the second. */
function sortValue(
  version: PlacedVersion,
  key: QueryKey,
): readonly (string | number | undefined)[] {
  // A format stands for a framework in conditions, not in the order.
  const [value] = key.field === "framework" ? [version.framework] : valuesOf(version, key);
  if (value === undefined) return [];
  const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (key.field === "age") return [-Number(value)];
  if (key.field === "params") {
    const number = typeof value === "number" || /^[\d.]+$/.test(value) ? Number(value) : undefined;
    return [number, lower(String(value))];
  }
  if (key.field === "label") {
    return [
      String(value)
        .split(".")
        .map((part) => part.padStart(4, "0"))
        .join("."),
    ];
  }
  return [typeof value === "number" ? value : lower(value)];
}

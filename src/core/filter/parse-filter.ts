import {
  filterOperators,
  type AttributeKind,
  type FilterComparison,
  type FilterEntity,
  type FilterOperator,
  type FilterRules,
} from "./filter.ts";

/** A mistake in a filter or an order, in words. */
export interface FilterProblem {
  readonly problem: string;
}

/** A longer text is no filter that a person or a client wrote. */
const maxLength = 100_000;
const maxComparisons = 500;

/**
 * Parses a filter; an empty one has no comparisons.
 *
 * @param rules what it can ask for
 */
export function parseFilter(
  text: string,
  rules: FilterRules,
): { readonly comparisons: readonly FilterComparison[] } | FilterProblem {
  if (text.length > maxLength) return { problem: `it is longer than ${maxLength} characters` };
  const reader = new Reader(text);
  const comparisons: FilterComparison[] = [];
  while (!reader.isAtEnd) {
    if (comparisons.length > 0 && !reader.take(/and\b/iy)) {
      return { problem: `AND is expected at ${reader.rest}` };
    }
    const comparison = readComparison(reader, rules);
    if ("problem" in comparison) return comparison;
    comparisons.push(comparison);
    if (comparisons.length > maxComparisons) {
      return { problem: `it has more than ${maxComparisons} comparisons` };
    }
  }
  return { comparisons };
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#skipSpace();
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Beginning of what has not been read, for messages. */
  get rest(): string {
    return this.isAtEnd ? "its end" : `“${this.#text.slice(this.#at, this.#at + 40)}”`;
  }

  /** Reads what a pattern with the flag `y` matches, and the space after it. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    this.#skipSpace();
    return match;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }
}

const keyPattern = /(?:([A-Za-z_]\w*)\s*\.\s*)?(?:`([^`]+)`|"([^"]+)"|([^\s<>=!(),'"`;]+))/y;

function readComparison(reader: Reader, rules: FilterRules): FilterComparison | FilterProblem {
  const name = reader.take(keyPattern);
  if (!name) return { problem: `a key is expected at ${reader.rest}` };
  const [, prefix, backquoted, doubleQuoted, plain = ""] = name;
  const key = filterKey(prefix, backquoted ?? doubleQuoted ?? plain, rules);
  if ("problem" in key) return key;
  const operator = readOperator(reader);
  if (operator === undefined) return { problem: `a comparator is expected at ${reader.rest}` };
  const kind = kindOf(key, rules);
  if (!allowedOperators(key, kind, rules).includes(operator)) {
    return { problem: `Invalid comparator '${operator}' for '${key.key}'` };
  }
  const values = readValues(reader, operator, kind);
  return "problem" in values ? values : { ...key, operator, ...values };
}

const entityNames: Readonly<Record<string, FilterEntity>> = {
  attribute: "attribute",
  attributes: "attribute",
  attr: "attribute",
  run: "attribute",
  tag: "tag",
  tags: "tag",
  metric: "metric",
  metrics: "metric",
  param: "param",
  params: "param",
  parameter: "param",
  parameters: "param",
  dataset: "dataset",
  datasets: "dataset",
};

/** Attributes of datasets. */
const datasetKeys = ["name", "digest", "context"];

/** Returns the key that a name means, with what stands before its first dot. */
export function filterKey(
  prefix: string | undefined,
  name: string,
  rules: FilterRules,
): Pick<FilterComparison, "entity" | "key"> | FilterProblem {
  const entity = prefix === undefined ? "attribute" : entityNames[prefix];
  const entities: readonly FilterEntity[] = ["attribute", ...rules.entities];
  if (entity === undefined || !entities.includes(entity)) {
    return {
      problem: `Invalid entity type '${prefix ?? ""}'. Valid values are ${entities.join(", ")}`,
    };
  }
  const valid =
    entity === "attribute"
      ? Object.keys(rules.attributes)
      : entity === "dataset"
        ? datasetKeys
        : undefined;
  if (valid?.includes(name) === false) {
    return {
      problem: `Invalid ${entity} key '${name}' specified. Valid keys are '${valid.join(", ")}'`,
    };
  }
  return { entity, key: name };
}

function kindOf(
  { entity, key }: Pick<FilterComparison, "entity" | "key">,
  rules: FilterRules,
): AttributeKind {
  if (entity === "metric") return "number";
  return entity === "attribute" ? (rules.attributes[key] ?? "text") : "text";
}

function allowedOperators(
  { entity, key }: Pick<FilterComparison, "entity" | "key">,
  kind: AttributeKind,
  { listed = [] }: FilterRules,
): readonly FilterOperator[] {
  if (kind === "number") return ["=", "!=", "<", "<=", ">", ">="];
  const isListed = entity === "dataset" || (entity === "attribute" && listed.includes(key));
  const isOptional = entity === "tag" || entity === "param";
  return [
    "=",
    "!=",
    "LIKE",
    "ILIKE",
    ...(isListed ? (["IN", "NOT IN"] as const) : []),
    ...(isOptional ? (["IS NULL", "IS NOT NULL"] as const) : []),
  ];
}

function readOperator(reader: Reader): FilterOperator | undefined {
  const match = reader.take(
    /<=|>=|!=|<>|=|<|>|(?:i?like|not\s+in|in|is\s+not\s+null|is\s+null)\b/iy,
  );
  if (!match) return undefined;
  const word = match[0].toUpperCase().replaceAll(/\s+/g, " ").replace("<>", "!=");
  return filterOperators.find((operator) => operator === word);
}

const quoted = /'((?:[^']|'')*)'|"([^"]*)"/y;
const numeric = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w.])/iy;

function readValues(
  reader: Reader,
  operator: FilterOperator,
  kind: AttributeKind,
): Pick<FilterComparison, "values"> | FilterProblem {
  if (operator === "IS NULL" || operator === "IS NOT NULL") return { values: [] };
  if (operator !== "IN" && operator !== "NOT IN") {
    const value = readValue(reader, kind);
    return value === undefined ? expectedValue(reader, kind) : { values: [value] };
  }
  if (!reader.take(/\(/y))
    return { problem: `a list in parentheses is expected at ${reader.rest}` };
  const values: string[] = [];
  for (;;) {
    const value = readValue(reader, kind);
    if (value === undefined) return expectedValue(reader, kind);
    values.push(value);
    if (reader.take(/,\s*\)|\)/y)) return { values };
    if (!reader.take(/,/y)) return { problem: `a comma is expected at ${reader.rest}` };
  }
}

function expectedValue(reader: Reader, kind: AttributeKind): FilterProblem {
  return {
    problem:
      kind === "number"
        ? `Expected a number at ${reader.rest}`
        : `Expected a quoted string value (e.g. 'my-value') at ${reader.rest}`,
  };
}

function readValue(reader: Reader, kind: AttributeKind): string | undefined {
  if (kind === "number") return reader.take(numeric)?.[0];
  const match = reader.take(quoted);
  return match?.[1]?.replaceAll("''", "'") ?? match?.[2];
}

import {
  queryDigest,
  queryDuration,
  queryMoment,
  queryNumber,
  querySize,
} from "../../../core/query/query-values.ts";
import type { Operator, QueryField, QueryKey } from "../../../core/query/query.ts";

/** SQL that is true or false, never NULL, for a row of `version`, and its parameters. */
export interface Sql {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/** A comparison of a key with one value. */
export interface ValueComparison {
  readonly key: QueryKey;
  readonly operator: Exclude<Operator, "!=">;
  readonly value: string;
  /** Milliseconds since 1970, which ages are counted from. */
  readonly now: number;
}

interface SearchField {
  readonly compare: (comparison: ValueComparison) => Sql;
  /** True for versions that have something of the key. */
  readonly has: (name: string) => Sql;
}

export const always: Sql = { sql: "TRUE", parameters: [] };

/** Pattern of LIKE that stands for a text in which `*` is any part; `\` is its escape. */
export function likePattern(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&").replace(/\*+/g, "%");
}

export const like = "LIKE ? ESCAPE '\\'";

/** Returns SQL with one parameter for all of its places. */
export function repeated(sql: string, parameter: string): Sql {
  return { sql, parameters: Array.from(sql.matchAll(/\?/g), () => parameter) };
}

/** A field that every version has. */
function text(sql: string): SearchField {
  return { compare: ({ value }) => repeated(sql, likePattern(value)), has: () => always };
}

function among(sql: string, condition: string): SearchField {
  return {
    compare: ({ value }) => repeated(`version.id IN (${sql} ${condition})`, likePattern(value)),
    has: () => ({ sql: `version.id IN (${sql} TRUE)`, parameters: [] }),
  };
}

function number(column: string, read: (value: string) => number | undefined): SearchField {
  return {
    compare: ({ operator, value }) => ({
      sql: `${column} ${operator} ?`,
      parameters: [read(value) ?? NaN],
    }),
    has: () => always,
  };
}

/** A field that the index keeps among what was recorded. */
function recorded(field: QueryField): SearchField {
  return {
    compare: ({ key: { name = "" }, value }) =>
      recordedAs(field, name, `value ${like}`, [likePattern(value)]),
    has: (name) => recordedAs(field, name, "TRUE", []),
  };
}

/** A key that stands for two fields. */
function eitherOf(one: SearchField, other: SearchField): SearchField {
  const or = (a: Sql, b: Sql): Sql => ({
    sql: `(${a.sql} OR ${b.sql})`,
    parameters: [...a.parameters, ...b.parameters],
  });
  return {
    compare: (comparison) => or(one.compare(comparison), other.compare(comparison)),
    has: (name) => or(one.has(name), other.has(name)),
  };
}

function recordedAs(
  field: QueryField,
  name: string,
  condition: string,
  parameters: readonly (string | number)[],
): Sql {
  return {
    sql: `version.id IN (SELECT version_id FROM recorded
      WHERE key_id = (SELECT id FROM recorded_key WHERE field = ? AND name = ?) AND ${condition})`,
    parameters: [field, name, ...parameters],
  };
}

/** As a number where both are one, else as text. */
function compareParameter({ key: { name = "" }, operator, value }: ValueComparison): Sql {
  const wanted = queryNumber(value);
  const asText = recordedAs("params", name, `value ${like}`, [likePattern(value)]);
  if (wanted === undefined) return asText;
  const asNumber = recordedAs("params", name, `typeof(value) <> 'text' AND value ${operator} ?`, [
    wanted,
  ]);
  if (operator !== "=") return asNumber;
  return {
    sql: `(${asNumber.sql} OR ${asText.sql})`,
    parameters: [...asNumber.parameters, ...asText.parameters],
  };
}

/** A tag or a note, of the version or of its model. */
function written(
  table: "tag" | "annotation",
  name: string,
  condition: string,
  parameters: readonly string[],
): Sql {
  const is = `${table === "tag" ? "key" : "field"} = ? ${condition}`;
  return {
    sql: `(version.id IN (SELECT version_id FROM ${table} WHERE ${is})
      OR version.model_id IN (SELECT model_id FROM ${table} WHERE version_id = 0 AND ${is}))`,
    parameters: [name, ...parameters, name, ...parameters],
  };
}

function writtenField(table: "tag" | "annotation"): SearchField {
  return {
    compare: ({ key: { name = "" }, value }) =>
      written(table, name, `AND value ${like}`, [likePattern(value)]),
    has: (name) => written(table, name, "", []),
  };
}

function measured(name: string, condition: string, parameters: readonly number[]): Sql {
  return {
    sql: `version.id IN (SELECT version_id FROM metric
      WHERE key_id = (SELECT id FROM metric_key WHERE key = ?) AND ${condition})`,
    parameters: [name, ...parameters],
  };
}

/** A date stands for its whole day: later is after its end. */
function compareMoment({ operator, value }: ValueComparison): Sql {
  const { first, last } = queryMoment(value) ?? { first: "", last: "" };
  if (operator === "=") {
    return { sql: "version.registered_at BETWEEN ? AND ?", parameters: [first, last] };
  }
  const isFirst = operator === "<" || operator === ">=";
  return { sql: `version.registered_at ${operator} ?`, parameters: [isFirst ? first : last] };
}

const turned = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function compareAge({ operator, value, now }: ValueComparison): Sql {
  const since = new Date(Math.max(0, now - (queryDuration(value) ?? 0))).toISOString();
  return { sql: `version.registered_at ${turned[operator]} ?`, parameters: [since] };
}

function compareDigest({ value }: ValueComparison): Sql {
  const digits = queryDigest(value) ?? "";
  // Behind all digits, so that what begins with the digits is between both, and found by an index.
  const end = `${digits}g`;
  return {
    sql: `((version.digest >= ? AND version.digest < ?)
      OR version.id IN (SELECT version_id FROM artifact WHERE sha256 >= ? AND sha256 < ?))`,
    parameters: [digits, end, digits, end],
  };
}

/** The SQL of every key of a search. */
export const searchFields: Readonly<Record<QueryField, SearchField>> = {
  model: text(`version.model_id IN (SELECT id FROM model WHERE name ${like})`),
  version: number("version.number", queryNumber),
  label: {
    ...text(`(version.label ${like}) IS TRUE`),
    has: () => ({ sql: "version.label IS NOT NULL", parameters: [] }),
  },
  stage: text(`version.stage ${like}`),
  alias: among("SELECT version_id FROM alias WHERE", `alias ${like}`),
  tag: writtenField("tag"),
  metrics: {
    compare: ({ key: { name = "" }, operator, value }) =>
      measured(name, `value ${operator} ?`, [queryNumber(value) ?? NaN]),
    has: (name) => measured(name, "TRUE", []),
  },
  params: { ...recorded("params"), compare: compareParameter },
  // An ONNX file that scikit-learn wrote is found as either.
  framework: eitherOf(recorded("framework"), recorded("format")),
  format: recorded("format"),
  architecture: recorded("architecture"),
  task: recorded("task"),
  dataset: among("SELECT version_id FROM dataset WHERE", `(name ${like} OR place ${like})`),
  "dataset.sha256": {
    compare: ({ value }) => ({
      sql: "version.id IN (SELECT version_id FROM dataset WHERE content LIKE ?)",
      parameters: [`${queryDigest(value) ?? ""}%`],
    }),
    has: () => ({
      sql: "version.id IN (SELECT version_id FROM dataset WHERE length(content) = 64)",
      parameters: [],
    }),
  },
  sha256: { compare: compareDigest, has: () => always },
  commit: {
    ...recorded("commit"),
    compare: ({ value }) =>
      recordedAs("commit", "", "value LIKE ?", [`${queryDigest(value) ?? ""}%`]),
  },
  branch: recorded("branch"),
  run: recorded("run"),
  experiment: recorded("experiment"),
  feature_set: recorded("feature_set"),
  licence: recorded("licence"),
  source: text(`version.source ${like}`),
  notes: writtenField("annotation"),
  description: among(
    "SELECT version_id FROM annotation WHERE field = 'description' AND",
    `value ${like}`,
  ),
  registered_by: text(
    `version.actor_id IN (SELECT id FROM actor WHERE (actor ->> 'name') ${like} OR (actor ->> 'email') ${like})`,
  ),
  registered: { compare: compareMoment, has: () => always },
  age: { compare: compareAge, has: () => always },
  size: number("version.size", querySize),
};

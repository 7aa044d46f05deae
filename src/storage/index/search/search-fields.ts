import { packageName } from "../../../core/model/recipe/environment.ts";
import {
  queryDigest,
  queryDuration,
  queryMoment,
  queryNumber,
  querySize,
} from "../../../core/query/query-values.ts";
import type { Operator, QueryField, QueryKey } from "../../../core/query/query.ts";

/** A piece of SQL and its parameters. */
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

/**
 * Queries that give the rows of versions as `id`, each more than once or not; what one of them finds
 * is found. Deleted versions may be among them. Each reads few columns, in an index if there is one:
 * rows of `version` are long.
 */
type Finding = readonly Sql[];

interface SearchField {
  readonly compare: (comparison: ValueComparison) => Finding;
  /** Finds versions that have something of the key. */
  readonly has: (name: string) => Finding;
}

const every: Finding = [{ sql: "SELECT id FROM version", parameters: [] }];

/** Pattern of LIKE that stands for a text in which `*` is any part; `\` is its escape. */
export function likePattern(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&").replace(/\*+/g, "%");
}

export const like = "LIKE ? ESCAPE '\\'";

/** Returns SQL with one parameter for all of its places. */
export function repeated(sql: string, parameter: string): Sql {
  return { sql, parameters: Array.from(sql.matchAll(/\?/g), () => parameter) };
}

/** Source of models and stages of all versions: few columns, in one index. */
export const stageIndex = "INDEXED BY version_of_stage";

/** Living versions of models that meet a condition, and of stages. */
export const ofStages = `SELECT id FROM version ${stageIndex}
  WHERE deleted_by_event IS NULL AND`;

/** Finds what a query gives that ends with a condition on a text. */
function texts(sql: string, text: string): Finding {
  return [repeated(sql, likePattern(text))];
}

/** A field of which a version has none, one or several texts, each a row of `from`. */
function among(from: string, column: string, text: string): SearchField {
  return {
    compare: ({ value }) => texts(`SELECT ${column} AS id FROM ${from} AND ${text} ${like}`, value),
    has: () => [{ sql: `SELECT ${column} AS id FROM ${from}`, parameters: [] }],
  };
}

/** A field that every version has. */
function ofEvery(compare: SearchField["compare"]): SearchField {
  return { compare, has: () => every };
}

function number(column: string, read: (value: string) => number | undefined): SearchField {
  return ofEvery(({ operator, value }) => [
    {
      sql: `SELECT id FROM version WHERE ${column} ${operator} ?`,
      parameters: [read(value) ?? NaN],
    },
  ]);
}

/** A field that the index keeps among what was recorded. */
function recorded(field: QueryField): SearchField {
  return {
    compare: ({ key: { name = "" }, value }) => [
      recordedAs(field, name, `value ${like}`, [likePattern(value)]),
    ],
    has: (name) => [recordedAs(field, name, "TRUE", [])],
  };
}

/** A key that stands for two fields. */
function eitherOf(one: SearchField, other: SearchField): SearchField {
  return {
    compare: (comparison) => [...one.compare(comparison), ...other.compare(comparison)],
    has: (name) => [...one.has(name), ...other.has(name)],
  };
}

function recordedAs(
  field: QueryField,
  name: string,
  condition: string,
  parameters: readonly (string | number)[],
): Sql {
  return {
    sql: `SELECT version_id AS id FROM recorded
      WHERE key_id = (SELECT id FROM recorded_key WHERE field = ? AND name = ?) AND ${condition}`,
    parameters: [field, name, ...parameters],
  };
}

/** As a number where both are one, else as text. */
function compareParameter({ key: { name = "" }, operator, value }: ValueComparison): Finding {
  const wanted = queryNumber(value);
  const asText = recordedAs("params", name, `value ${like}`, [likePattern(value)]);
  if (wanted === undefined) return [asText];
  const asNumber = recordedAs("params", name, `value < '' AND value ${operator} ?`, [wanted]);
  return operator === "=" ? [asNumber, asText] : [asNumber];
}

/** A tag or a note, of the version or of its model. */
function written(
  table: "tag" | "annotation",
  name: string,
  condition: string,
  parameters: readonly string[],
): Finding {
  const is = `${table === "tag" ? "key" : "field"} = ? ${condition}`;
  const all = [name, ...parameters];
  return [
    {
      sql: `SELECT version_id AS id FROM ${table} WHERE version_id > 0 AND ${is}`,
      parameters: all,
    },
    {
      sql: `${ofStages} model_id IN (SELECT model_id FROM ${table} WHERE version_id = 0 AND ${is})`,
      parameters: all,
    },
  ];
}

function writtenField(table: "tag" | "annotation"): SearchField {
  return {
    compare: ({ key: { name = "" }, value }) =>
      written(table, name, `AND value ${like}`, [likePattern(value)]),
    has: (name) => written(table, name, "", []),
  };
}

function measured(name: string, condition: string, parameters: readonly number[]): Finding {
  return [
    {
      sql: `SELECT version_id AS id FROM metric
        WHERE key_id = (SELECT id FROM metric_key WHERE key = ?) AND ${condition}`,
      parameters: [name, ...parameters],
    },
  ];
}

/** Versions of a package, by its name in any spelling: `scikit_learn` is `scikit-learn`. */
function packages(name: string, condition: string, parameters: readonly string[]): Finding {
  return [
    {
      sql: `SELECT id FROM version WHERE environment_id IN (SELECT environment.id
        FROM environment, json_each(environment, '$.packages') AS package
        WHERE package.key = ? ${condition})`,
      parameters: [packageName(name), ...parameters],
    },
  ];
}

/** Finds versions that a person has to do with: rows of a table with a column for JSON of the person. */
function byActor(sql: string, value: string): Finding {
  return texts(
    sql.replaceAll("MATCHES", `((actor ->> 'name') ${like} OR (actor ->> 'email') ${like})`),
    value,
  );
}

const parentNames = `SELECT parent.version_id AS id FROM parent
  JOIN version AS made ON made.event_id = parent_event JOIN model ON model.id = made.model_id`;

/** A date stands for its whole day: later is after its end. */
function compareMoment({ operator, value }: ValueComparison): Finding {
  const { first, last } = queryMoment(value) ?? { first: "", last: "" };
  if (operator === "=") {
    const sql = "SELECT id FROM version WHERE registered_at BETWEEN ? AND ?";
    return [{ sql, parameters: [first, last] }];
  }
  const isFirst = operator === "<" || operator === ">=";
  return [
    {
      sql: `SELECT id FROM version WHERE registered_at ${operator} ?`,
      parameters: [isFirst ? first : last],
    },
  ];
}

const turned = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function compareAge({ operator, value, now }: ValueComparison): Finding {
  const since = new Date(Math.max(0, now - (queryDuration(value) ?? 0))).toISOString();
  const sql = `SELECT id FROM version WHERE registered_at ${turned[operator]} ?`;
  return [{ sql, parameters: [since] }];
}

function compareDigest({ value }: ValueComparison): Finding {
  const digits = queryDigest(value) ?? "";
  // Behind all digits, so that what begins with the digits is between both, and found by an index.
  const parameters = [digits, `${digits}g`];
  return [
    { sql: "SELECT id FROM version WHERE digest >= ? AND digest < ?", parameters },
    { sql: "SELECT version_id AS id FROM artifact WHERE sha256 >= ? AND sha256 < ?", parameters },
  ];
}

const datasetName = among("dataset WHERE TRUE", "version_id", "name");
const datasetPlace = among("dataset WHERE TRUE", "version_id", "place");

/** The queries of every key of a search. */
export const searchFields: Readonly<Record<QueryField, SearchField>> = {
  model: ofEvery(({ value }) =>
    texts(`${ofStages} model_id IN (SELECT id FROM model WHERE name ${like})`, value),
  ),
  version: number("number", queryNumber),
  label: among("version WHERE label IS NOT NULL", "id", "label"),
  stage: ofEvery(({ value }) => texts(`${ofStages} stage ${like}`, value)),
  alias: among("alias WHERE TRUE", "version_id", "alias"),
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
  safety: recorded("safety"),
  file: among("artifact WHERE TRUE", "version_id", "path"),
  dataset: eitherOf(datasetName, datasetPlace),
  "dataset.name": datasetName,
  "dataset.path": datasetPlace,
  "dataset.version": recorded("dataset.version"),
  "dataset.sha256": {
    compare: ({ value }) => [
      {
        sql: "SELECT version_id AS id FROM dataset WHERE content LIKE ?",
        parameters: [`${queryDigest(value) ?? ""}%`],
      },
    ],
    has: () => [
      { sql: "SELECT version_id AS id FROM dataset WHERE length(content) = 64", parameters: [] },
    ],
  },
  sha256: ofEvery(compareDigest),
  commit: {
    ...recorded("commit"),
    compare: ({ value }) => [
      recordedAs("commit", "", "value LIKE ?", [`${queryDigest(value) ?? ""}%`]),
    ],
  },
  branch: recorded("branch"),
  author: {
    compare: ({ value }) =>
      byActor(
        "SELECT id FROM version WHERE author_id IN (SELECT id FROM actor WHERE MATCHES)",
        value,
      ),
    has: () => [{ sql: "SELECT id FROM version WHERE author_id IS NOT NULL", parameters: [] }],
  },
  patch: {
    compare: ({ value }) => [
      {
        sql: "SELECT id FROM version WHERE patch LIKE ?",
        parameters: [`${queryDigest(value) ?? ""}%`],
      },
    ],
    has: () => [{ sql: "SELECT id FROM version WHERE patch IS NOT NULL", parameters: [] }],
  },
  python: among(
    "version JOIN environment ON environment.id = environment_id WHERE environment ->> 'python' IS NOT NULL",
    "version.id",
    "environment ->> 'python'",
  ),
  packages: {
    compare: ({ key: { name = "" }, value }) =>
      packages(name, `AND package.value ${like}`, [likePattern(value)]),
    has: (name) => packages(name, "", []),
  },
  run: recorded("run"),
  experiment: recorded("experiment"),
  feature_set: recorded("feature_set"),
  parent: eitherOf(recorded("parent"), {
    compare: ({ value }) =>
      texts(`${parentNames} WHERE name ${like} OR name || '@' || number ${like}`, value),
    has: () => [{ sql: "SELECT version_id AS id FROM parent", parameters: [] }],
  }),
  licence: recorded("licence"),
  source: ofEvery(({ value }) => texts(`SELECT id FROM version WHERE source ${like}`, value)),
  notes: writtenField("annotation"),
  description: among(
    "annotation WHERE field = 'description' AND version_id > 0",
    "version_id",
    "value",
  ),
  registered_by: ofEvery(({ value }) =>
    byActor("SELECT id FROM version WHERE actor_id IN (SELECT id FROM actor WHERE MATCHES)", value),
  ),
  approval: among("approval_request WHERE TRUE", "version_id", "state"),
  approved_by: {
    compare: ({ value }) =>
      byActor(
        `SELECT version_id AS id FROM approval_request
         WHERE event_id IN (SELECT request_id FROM approval WHERE MATCHES)`,
        value,
      ),
    has: () => [
      {
        sql: `SELECT version_id AS id FROM approval_request
          WHERE event_id IN (SELECT request_id FROM approval)`,
        parameters: [],
      },
    ],
  },
  reproduced: recorded("reproduced"),
  registered: ofEvery(compareMoment),
  age: ofEvery(compareAge),
  size: number("size", querySize),
};

import fc from "fast-check";
import {
  queryFields,
  type Condition,
  type Query,
  type QueryField,
  type QueryKey,
} from "../../../src/core/query/query.ts";

/** Texts that could be taken for something else in a query. */
const awkward = fc.constantFrom(
  "and",
  "Not",
  "order",
  "limit",
  "in",
  "has",
  "a b",
  "it's",
  '"',
  "\\",
  '\\"',
  "a,b",
  "(x)",
  "<=",
  "!",
  "`",
  "a`b",
  "é",
  "10%",
  "_",
  "*",
  "a*",
  "…",
  "-1",
  "1.10",
);
const anyText = fc
  .oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^[a-zA-Z][a-z0-9_.-]{0,6}$/) },
    { weight: 1, arbitrary: awkward },
    { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 6 }) },
  )
  .map((text) => text.normalize("NFC"))
  .filter((text) => text.trim() !== "");

const values: Record<(typeof queryFields)[QueryField]["kind"], fc.Arbitrary<string>> = {
  text: anyText,
  mixed: fc.oneof(anyText, fc.integer({ min: -3, max: 9 }).map(String)),
  digest: fc.stringMatching(/^[0-9a-f]{4,9}$/),
  number: fc.oneof(
    fc.integer({ min: -2, max: 9 }).map(String),
    fc.constantFrom("0.5", "1e-3", ".25", "-0"),
  ),
  size: fc.constantFrom("0", "10", "1KB", "1.5kib"),
  date: fc.constantFrom("2026-01-31", "2026-02-01T10:00", "2026-02-01T10:00:00.5Z"),
  duration: fc.constantFrom("1d", "12h", "2w"),
};

const fields = Object.keys(queryFields) as QueryField[];

/** A key; `names` are those of metrics, parameters and tags. */
export function anyKey(
  names: fc.Arbitrary<string> = anyText,
  of: readonly QueryField[] = fields,
): fc.Arbitrary<QueryKey> {
  return fc
    .constantFrom(...of)
    .chain((field) =>
      "named" in queryFields[field]
        ? names.map((name) => ({ field, name }))
        : fc.constant({ field }),
    );
}

interface Worlds {
  readonly names?: fc.Arbitrary<string>;
  readonly words?: fc.Arbitrary<string>;
  /** Values of some fields; others have any. */
  readonly values?: Partial<Record<QueryField, fc.Arbitrary<string>>>;
}

/** A query as the parser makes it: conditions that are joined alike are on one level. */
export function anyQuery({
  names,
  words = anyText,
  values: known = {},
}: Worlds = {}): fc.Arbitrary<Query> {
  const comparison = anyKey(names).chain((key): fc.Arbitrary<Condition> => {
    const { kind } = queryFields[key.field];
    const some = known[key.field] ?? values[kind];
    const equal = fc.record({
      operator: fc.constantFrom("=" as const, "!=" as const),
      values: fc.array(some, { minLength: 1, maxLength: 3 }),
    });
    const ordered = fc.record({
      operator: fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const),
      values: (kind === "mixed" ? values.number : some).map((value) => [value]),
    });
    return (kind === "text" || kind === "digest" ? equal : fc.oneof(equal, ordered)).map(
      ({ operator, values: [first = "", ...rest] }) => ({
        kind: "comparison",
        key,
        operator,
        values: [first, ...rest],
      }),
    );
  });
  const leaf: fc.Arbitrary<Condition> = fc.oneof(
    { weight: 4, arbitrary: comparison },
    { weight: 1, arbitrary: words.map((text) => ({ kind: "word" as const, text })) },
    { weight: 1, arbitrary: anyKey(names).map((key) => ({ kind: "has" as const, key })) },
  );
  const { where } = fc.letrec<{ where: Condition }>((tie) => ({
    where: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      tie("where").map((part): Condition => ({ kind: "not", part })),
      joinedWith("and", tie("where")),
      joinedWith("or", tie("where")),
    ),
  }));
  const sortable = fields.filter((field) => "sortable" in queryFields[field]);
  const order = fc.array(fc.record({ key: anyKey(names, sortable), descending: fc.boolean() }), {
    maxLength: 2,
  });
  return fc
    .record({
      where: fc.option(where, { nil: undefined }),
      order,
      limit: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    })
    .map(({ where, order, limit }) => ({
      ...(where && { where }),
      order,
      ...(limit !== undefined && { limit }),
    }));
}

function joinedWith(kind: "and" | "or", part: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  return fc.array(part, { minLength: 2, maxLength: 3 }).map((parts): Condition => {
    const [first, second, ...rest] = parts.flatMap((each) =>
      each.kind === kind ? each.parts : [each],
    );
    if (!first || !second) throw new Error("there are two at least");
    return { kind, parts: [first, second, ...rest] };
  });
}

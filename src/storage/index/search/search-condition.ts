import type { Condition } from "../../../core/query/query.ts";
import { like, likePattern, repeated, searchFields, type Sql } from "./search-fields.ts";

/**
 * Compiles a condition of a search.
 *
 * @param now milliseconds since 1970, which ages are counted from
 */
export function searchCondition(condition: Condition, now: number): Sql {
  switch (condition.kind) {
    case "word":
      return wordCondition(condition.text);
    case "has":
      return searchFields[condition.key.field].has(condition.key.name ?? "");
    case "not":
      return negated(searchCondition(condition.part, now));
    case "and":
    case "or":
      return joined(
        condition.kind,
        condition.parts.map((part) => searchCondition(part, now)),
      );
    case "comparison":
      return comparison(condition, now);
  }
}

function comparison(
  { key, operator, values }: Extract<Condition, { kind: "comparison" }>,
  now: number,
): Sql {
  const { compare, has } = searchFields[key.field];
  const isNegated = operator === "!=";
  const any = joined(
    "or",
    values.map((value) => compare({ key, operator: isNegated ? "=" : operator, value, now })),
  );
  return isNegated ? joined("and", [has(key.name ?? ""), negated(any)]) : any;
}

function negated({ sql, parameters }: Sql): Sql {
  return { sql: `NOT (${sql})`, parameters };
}

function joined(word: "and" | "or", parts: readonly Sql[]): Sql {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return {
    sql: `(${parts.map(({ sql }) => sql).join(` ${word.toUpperCase()} `)})`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

/** Meets versions in whose names, labels, aliases, tags or descriptions, or their models', a text occurs. */
function wordCondition(word: string): Sql {
  const places = [
    `version.model_id IN (SELECT id FROM model WHERE name ${like})`,
    `(version.label ${like}) IS TRUE`,
    `version.id IN (SELECT version_id FROM alias WHERE alias ${like})`,
    `version.id IN (SELECT version_id FROM tag WHERE key ${like} OR value ${like})`,
    `version.model_id IN (SELECT model_id FROM tag WHERE version_id = 0 AND (key ${like} OR value ${like}))`,
    `version.id IN (SELECT version_id FROM annotation WHERE field = 'description' AND value ${like})`,
    `version.model_id IN (SELECT model_id FROM annotation
      WHERE version_id = 0 AND field = 'description' AND value ${like})`,
  ];
  return repeated(`(${places.join(" OR ")})`, `%${likePattern(word)}%`);
}

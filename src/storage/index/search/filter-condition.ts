import type { FilterComparison, FilterOrder } from "../../../core/filter/filter.ts";
import type { Sql } from "./search-fields.ts";

/** SQL of what a filter can ask for: its attributes, and a subquery for each other entity. */
export interface FilterColumns {
  /** Expressions by the names of attributes; NULL where there is nothing. */
  readonly attributes: Readonly<Record<string, string>>;
  /**
   * For each entity the beginning of a subquery that selects the rows of a key, to which a condition
   * on `value` is added. Its one parameter is the key.
   */
  readonly entities: Readonly<Partial<Record<string, string>>>;
}

/** Compiles a filter to a condition with parameters; `TRUE` for an empty one. */
export function filterCondition(
  comparisons: readonly FilterComparison[],
  columns: FilterColumns,
): Sql {
  const parts = comparisons.map((comparison) => compiled(comparison, columns));
  return {
    sql: ["TRUE", ...parts.map(({ sql }) => sql)].join(" AND "),
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

function compiled(comparison: FilterComparison, columns: FilterColumns): Sql {
  const { entity, key, operator } = comparison;
  if (entity === "attribute") {
    const test = valueTest(columns.attributes[key] ?? "NULL", comparison);
    return { sql: `(${test.sql}) IS TRUE`, parameters: test.parameters };
  }
  const rows = columns.entities[entity] ?? "SELECT 1 WHERE ? IS NULL";
  if (operator === "IS NULL") return { sql: `NOT EXISTS (${rows})`, parameters: [key] };
  if (operator === "IS NOT NULL") return { sql: `EXISTS (${rows})`, parameters: [key] };
  const test = valueTest("value", comparison);
  return { sql: `EXISTS (${rows} AND ${test.sql})`, parameters: [key, ...test.parameters] };
}

const numeric = new Set(["<", "<=", ">", ">="]);

/** Returns the condition that an expression meets a comparison. */
function valueTest(expression: string, { operator, values, entity }: FilterComparison): Sql {
  const [value = ""] = values;
  switch (operator) {
    case "LIKE":
      return { sql: `${expression} GLOB ?`, parameters: [globOf(value)] };
    case "ILIKE":
      return { sql: `lower(${expression}) GLOB ?`, parameters: [globOf(value.toLowerCase())] };
    case "IN":
    case "NOT IN":
      return {
        sql: `${expression} ${operator} (${values.map(() => "?").join(", ")})`,
        parameters: values,
      };
    case "IS NULL":
    case "IS NOT NULL":
      return { sql: `${expression} ${operator}`, parameters: [] };
    default: {
      const isNumber = entity === "metric" || numeric.has(operator) || isNumeric(expression);
      const sign = operator === "!=" ? "<>" : operator;
      return { sql: `${expression} ${sign} ?`, parameters: [isNumber ? Number(value) : value] };
    }
  }
}

/** Numbers are compared as numbers; an expression says by a cast that it is one. */
function isNumeric(expression: string): boolean {
  return expression.startsWith("CAST(");
}

/** Returns the pattern of GLOB, which heeds case, for one of LIKE. */
function globOf(pattern: string): string {
  return pattern.replaceAll(/[*?[]/g, "[$&]").replaceAll("%", "*").replaceAll("_", "?");
}

/**
 * Returns the terms of ORDER BY.
 *
 * @param rest terms for equal ones, which make the order the same at each call
 */
export function filterOrder(
  order: readonly FilterOrder[],
  columns: FilterColumns,
  rest: readonly string[],
): string {
  const terms = order.flatMap(({ key, descending }) => {
    const expression = columns.attributes[key];
    return expression === undefined ? [] : [`${expression} ${descending ? "DESC" : "ASC"}`];
  });
  return [...terms, ...rest].join(", ");
}

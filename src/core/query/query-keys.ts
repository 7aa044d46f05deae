import type { Condition, Query, QueryKey } from "./query.ts";

/** Returns the keys of a query, first those that it sorts by; each once or more. */
export function keysOf({ where, order }: Query): readonly QueryKey[] {
  return [...order.map(({ key }) => key), ...(where ? keysOfCondition(where) : [])];
}

/** Returns the metrics that a query names, first those that it sorts by. */
export function metricsOf(query: Query): readonly string[] {
  return keysOf(query).flatMap(({ field, name }) =>
    field === "metrics" && name !== undefined ? [name] : [],
  );
}

function keysOfCondition(condition: Condition): readonly QueryKey[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.parts.flatMap(keysOfCondition);
    case "not":
      return keysOfCondition(condition.part);
    case "word":
      return [];
    default:
      return [condition.key];
  }
}

import type { FilterComparison, FilterRules } from "../../core/filter/filter.ts";
import { parseFilter } from "../../core/filter/parse-filter.ts";
import { parseOrder } from "../../core/filter/parse-order.ts";
import type {
  RunAttribute,
  RunCondition,
  RunField,
  RunOperator,
  RunOrder,
} from "../../core/runs/run-search.ts";
import { invalidParameter } from "../http/mlflow-error.ts";

/** A search in MLflow's grammar as conditions on the fields of runs. */
export interface ParsedSearch {
  readonly conditions: readonly RunCondition[];
  readonly order: readonly RunOrder[];
}

/** Names of attributes here by those in MLflow's grammar. */
type AttributeNames = Readonly<Record<string, RunAttribute>>;

/**
 * Parses a filter and an order.
 *
 * @throws MlflowError
 */
export function parseSearch(
  { filter, order }: { readonly filter: string; readonly order: readonly string[] },
  rules: { readonly filter: FilterRules; readonly order: FilterRules },
  attributes: AttributeNames,
): ParsedSearch {
  const parsed = parseFilter(filter, rules.filter);
  if ("problem" in parsed) throw invalidParameter(`Invalid filter: ${parsed.problem}.`);
  const sorted = parseOrder(order, rules.order);
  if ("problem" in sorted) throw invalidParameter(`Invalid order_by: ${sorted.problem}.`);
  return {
    conditions: parsed.comparisons.map((comparison) => conditionOf(comparison, attributes)),
    order: sorted.order.map(({ descending, ...key }) => ({
      field: fieldOf(key, attributes),
      isDescending: descending,
    })),
  };
}

const operators: Readonly<Partial<Record<FilterComparison["operator"], RunOperator>>> = {
  LIKE: "like",
  ILIKE: "ilike",
  IN: "in",
  "NOT IN": "not-in",
  "IS NULL": "missing",
  "IS NOT NULL": "exists",
  "=": "=",
  "!=": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

function conditionOf(comparison: FilterComparison, attributes: AttributeNames): RunCondition {
  const { key, operator, values } = comparison;
  const [value = ""] = values;
  const isList = operator === "IN" || operator === "NOT IN";
  const isStatus = comparison.entity === "attribute" && key === "status";
  return {
    field: fieldOf(comparison, attributes),
    operator: operators[operator] ?? "=",
    value: isList ? values : isStatus ? value.toLowerCase() : value,
  };
}

function fieldOf(
  { entity, key }: Pick<FilterComparison, "entity" | "key">,
  attributes: AttributeNames,
): RunField {
  switch (entity) {
    case "metric":
      return { kind: "metric", key };
    case "param":
      return { kind: "parameter", key };
    case "tag":
      return { kind: "tag", key };
    case "dataset":
      return { kind: "dataset", key: key === "digest" || key === "context" ? key : "name" };
    case "attribute":
      return { kind: "attribute", key: attributes[key] ?? "id" };
  }
}

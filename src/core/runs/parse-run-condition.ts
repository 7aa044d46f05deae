import {
  runAttributes,
  type RunCondition,
  type RunField,
  type RunOperator,
  type RunOrder,
} from "./run-search.ts";

const form =
  /^\s*(?<field>[^\s=<>!~]+(?: [^=<>!~]+?)?)\s*(?<operator>>=|<=|!=|==|=|>|<|~)\s*(?<value>.*?)\s*$/su;

/**
 * Parses a condition on runs: `metrics.auc > 0.9`, `params.depth=6`, `tags.team~risk`,
 * `status=finished`. A field without a group is an attribute of that name, else a metric where the
 * value is a number and a parameter where it is not; `~` asks whether the value contains a text.
 *
 * @returns undefined if it is none
 */
export function parseRunCondition(text: string): RunCondition | undefined {
  const { field = "", operator = "", value = "" } = form.exec(text)?.groups ?? {};
  if (field === "" || value === "") return undefined;
  const isNumber = Number.isFinite(Number(value));
  const parsed = parseRunField(field, isNumber ? "metric" : "parameter");
  if (!parsed) return undefined;
  if (operator === "~") {
    const escaped = value.replaceAll("%", "_");
    return { field: parsed, operator: "ilike", value: `%${escaped}%` };
  }
  const known = operators[operator];
  if (known === undefined) return undefined;
  const compared = parsed.kind === "metric" ? Number(value) : value;
  if (Number.isNaN(compared)) return undefined;
  return { field: parsed, operator: known, value: compared };
}

const operators: Readonly<Record<string, RunOperator>> = {
  "=": "=",
  "==": "=",
  "!=": "!=",
  ">": ">",
  ">=": ">=",
  "<": "<",
  "<=": "<=",
};

/** Parses a field to sort by: `metrics.auc`, `start`, `-auc` for the highest first. */
export function parseRunOrder(text: string): RunOrder | undefined {
  const isDescending = text.startsWith("-");
  const field = parseRunField(isDescending ? text.slice(1) : text, "metric");
  return field && { field, isDescending };
}

const groups = {
  metrics: "metric",
  metric: "metric",
  params: "parameter",
  param: "parameter",
  parameters: "parameter",
  tags: "tag",
  tag: "tag",
} as const;

function parseRunField(text: string, other: "metric" | "parameter"): RunField | undefined {
  const [, group = "", key = ""] = /^([a-z]+)\.(.+)$/su.exec(text) ?? [];
  if (isGroup(group)) return { kind: groups[group], key };
  if (group === "dataset" && (key === "name" || key === "digest" || key === "context")) {
    return { kind: "dataset", key };
  }
  const attribute = runAttributes.find((each) => each === text);
  if (attribute) return { kind: "attribute", key: attribute };
  return text === "" ? undefined : { kind: other, key: text };
}

function isGroup(text: string): text is keyof typeof groups {
  return Object.hasOwn(groups, text);
}

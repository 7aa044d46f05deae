import type { Condition, Order, Query, QueryKey } from "./query.ts";

/** Words that mean something else between conditions. */
const keywords = new Set(["and", "or", "not", "in", "has", "order", "limit"]);

/** Returns whether a word is a keyword; as a text to look for it stands in quotes. */
export function isKeyword(word: string): boolean {
  return keywords.has(word.toLowerCase());
}

/** Returns the text of a query, which parses to the same query. */
export function printQuery({ where, order, limit }: Query): string {
  const parts = [
    ...(where ? [condition(where)] : []),
    ...(order.length > 0 ? [`order by ${order.map(printOrder).join(", ")}`] : []),
    ...(limit === undefined ? [] : [`limit ${limit}`]),
  ];
  return parts.join(" ");
}

function condition(of: Condition): string {
  switch (of.kind) {
    case "word":
      return printValue(of.text);
    case "has":
      return `has ${printKey(of.key)}`;
    case "comparison": {
      const values = of.values.map(printValue);
      if (values.length === 1) return `${printKey(of.key)} ${of.operator} ${values.join()}`;
      const operator = of.operator === "!=" ? "not in" : "in";
      return `${printKey(of.key)} ${operator} (${values.join(", ")})`;
    }
    case "not":
      return `not ${of.part.kind === "and" || of.part.kind === "or" ? `(${condition(of.part)})` : condition(of.part)}`;
    case "and":
      return of.parts
        .map((part) => (part.kind === "or" ? `(${condition(part)})` : condition(part)))
        .join(" and ");
    case "or":
      return of.parts.map(condition).join(" or ");
  }
}

function printOrder({ key, descending }: Order): string {
  return `${printKey(key)}${descending ? " desc" : ""}`;
}

/** Returns a key as a query names it: `` metrics.test.auc ``, `` metrics.`f1 score` ``. */
export function printKey({ field, name }: QueryKey): string {
  if (name === undefined) return field;
  return `${field}.${plainName.test(name) ? name : `\`${name.replaceAll("`", "``")}\``}`;
}

const plainName = /^[\p{L}\p{N}_.@/+:%-]+$/u;
const plainValue = /^[\p{L}\p{N}_*+-][\p{L}\p{N}_.*@/+:%…-]*$/u;

/** Returns a value, in quotes if it is not one word. */
export function printValue(text: string): string {
  if (plainValue.test(text) && !isKeyword(text)) return text;
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

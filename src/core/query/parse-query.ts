import * as l10n from "@vscode/l10n";
import { isAtClause, keyOf, misplaced, parseCondition } from "./parse-condition.ts";
import { parseKey } from "./parse-key.ts";
import { printKey } from "./print-query.ts";
import { QueryError, QueryReader, type Expectation, type QueryProblem } from "./query-reader.ts";
import { fieldRule, type Condition, type Order, type Query } from "./query.ts";

export type ParsedQuery =
  | { readonly query: Query; readonly expected: Expectation }
  | { readonly problem: QueryProblem; readonly expected?: Expectation };

const longest = 10_000;

/**
 * Parses a query:
 *
 *     query      = [condition] ["order by" key ["asc" | "desc"] {"," …}] ["limit" number]
 *     condition  = all {"or" all}            all = one {["and"] one}
 *     one        = "not" one | "(" condition ")" | "has" key | comparison | word | text
 *     comparison = key ("=" | "!=" | "<" | "<=" | ">" | ">=") value
 *                | key ["not"] "in" "(" value {"," value} ")"
 *
 * Keywords and fields may be in upper or lower case. An empty text is the query for everything.
 */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > longest) {
    const place = { from: longest, to: text.length };
    const message = l10n.t("A query has at most {0} characters", longest);
    return { problem: { message, ...place, suggestions: [] } };
  }
  try {
    return parse(new QueryReader(text));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { problem, expected } = error;
    return { problem, ...(expected && { expected }) };
  }
}

function parse(reader: QueryReader): ParsedQuery {
  const isAll = isAtClause(reader) || reader.peek() === undefined;
  const where = isAll ? undefined : parseCondition(reader);
  const order = reader.isWord("order") && reader.isWord("by", 1) ? parseOrder(reader) : [];
  const limit = reader.isWord("limit") ? parseLimit(reader) : undefined;
  const rest = reader.peek();
  if (rest) throw reader.wrong(rest, misplaced(rest));
  const query = { ...(where && { where }), order, ...(limit !== undefined && { limit }) };
  return { query, expected: expectedAfter(query, reader) };
}

function expectedAfter({ where, order, limit }: Query, { last }: QueryReader): Expectation {
  if (!last) return { kind: "condition" };
  const isSorted = order.length > 0 || limit !== undefined;
  const isDirected = last.kind === "word" && /^(?:asc|desc)$/i.test(last.text);
  if (order.length > 0 && limit === undefined && !isDirected) return { kind: "direction" };
  const key = where && !isSorted && endsWithWord(where) ? parseKey(last.text) : undefined;
  return { kind: "end", isSorted, ...(key && "field" in key && { key }) };
}

function endsWithWord(where: Condition): boolean {
  switch (where.kind) {
    case "and":
    case "or":
      return endsWithWord(where.parts.at(-1) ?? where.parts[0]);
    case "not":
      return endsWithWord(where.part);
    default:
      return where.kind === "word";
  }
}

function parseOrder(reader: QueryReader): readonly Order[] {
  reader.skip(2);
  const order: Order[] = [];
  do {
    const token = reader.next({ kind: "sort-key" }, l10n.t("A key to sort by is expected"));
    const key = keyOf(reader, token);
    if (!fieldRule(key.field).sortable) {
      throw reader.wrong(
        token,
        l10n.t("A version may have several of “{0}”: sort by another", printKey(key)),
      );
    }
    const descending = reader.takeWord("desc");
    if (!descending) reader.takeWord("asc");
    order.push({ key, descending });
  } while (reader.takeSymbol(","));
  return order;
}

function parseLimit(reader: QueryReader): number {
  reader.skip(1);
  const token = reader.next({ kind: "count" }, l10n.t("A number is expected, such as limit 20"));
  if (!/^[1-9]\d{0,5}$/.test(token.text)) {
    throw reader.wrong(token, l10n.t("A number from 1 to 999999 is expected"));
  }
  return Number(token.text);
}

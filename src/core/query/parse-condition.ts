import * as l10n from "@vscode/l10n";
import { parseKey } from "./parse-key.ts";
import { isKeyword, printKey } from "./print-query.ts";
import type { QueryReader } from "./query-reader.ts";
import type { Token } from "./query-tokens.ts";
import { valueProblem } from "./query-values.ts";
import { fieldRule, type Condition, type Operator, type QueryKey } from "./query.ts";

/** More is not written by hand, and would take more than SQLite's depth of expressions. */
const limits = { conditions: 200, depth: 50 } as const;

const operators: readonly Operator[] = ["=", "!=", "<", "<=", ">", ">="];

/** Parses a condition. @throws QueryError */
export function parseCondition(reader: QueryReader): Condition {
  return new ConditionParser(reader).any();
}

/** Parses a key that has been taken. @throws QueryError */
export function keyOf(reader: QueryReader, token: Token): QueryKey {
  if (token.kind !== "word") throw reader.wrong(token, l10n.t("A key is expected"));
  requireClosed(reader, token);
  const key = parseKey(token.text);
  if ("problem" in key) throw reader.wrong(token, key.problem, key.suggestions);
  return key;
}

/** Returns whether “order by” or “limit” comes, which as texts to look for stand in quotes. */
export function isAtClause(reader: QueryReader): boolean {
  return (reader.isWord("order") && reader.isWord("by", 1)) || reader.isWord("limit");
}

/** Returns the reason why a token can't stand where a condition or the end is expected. */
export function misplaced({ kind, text }: Token): string {
  if (kind === "symbol" && text === ")") return l10n.t("This parenthesis was not opened");
  if (operatorOf(text)) return l10n.t("A key stands before “{0}”, such as metrics.auc", text);
  return l10n.t("“{0}” can’t stand here", text);
}

class ConditionParser {
  readonly #reader: QueryReader;
  #conditions = 0;
  #depth = 0;

  constructor(reader: QueryReader) {
    this.#reader = reader;
  }

  any(): Condition {
    return this.#nested(() => {
      const parts = [this.#all()];
      while (this.#reader.takeWord("or")) parts.push(this.#all());
      return joined("or", parts);
    });
  }

  #all(): Condition {
    const parts = [this.#one()];
    for (;;) {
      if (this.#reader.takeWord("and") || this.#beginsCondition()) parts.push(this.#one());
      else return joined("and", parts);
    }
  }

  /** Returns whether a condition follows, where one without “and” before it may. */
  #beginsCondition(): boolean {
    const next = this.#reader.peek();
    if (!next || isAtClause(this.#reader) || this.#reader.isWord("or")) return false;
    return next.kind !== "symbol" || next.text === "(";
  }

  #one(): Condition {
    const reader = this.#reader;
    const token = reader.next({ kind: "condition" }, l10n.t("A condition is expected"));
    this.#count(token);
    if (token.kind === "text") return this.#word(token);
    if (token.kind === "symbol") {
      if (token.text !== "(") throw reader.wrong(token, misplaced(token));
      const within = this.any();
      reader.expectSymbol(")", l10n.t("The parenthesis is not closed"));
      return within;
    }
    switch (token.text.toLowerCase()) {
      case "not":
        return this.#nested(() => ({ kind: "not", part: this.#one() }));
      case "has":
        return {
          kind: "has",
          key: keyOf(reader, reader.next({ kind: "key" }, l10n.t("A key is expected"))),
        };
      case "and":
      case "or":
      case "in":
      case "limit":
        throw reader.wrong(
          token,
          l10n.t(
            "A condition is expected before “{0}”; as a text to look for it stands in quotes",
            token.text,
          ),
          [`"${token.text}"`],
        );
      default:
        return this.#comparisonOrWord(token);
    }
  }

  #word(token: Token): Condition {
    requireClosed(this.#reader, token);
    const operator = operatorOf(this.#reader.peek()?.text ?? "");
    if (operator && this.#reader.peek()?.kind === "symbol") {
      throw this.#reader.wrong(
        token,
        l10n.t("A key stands before “{0}”, without quotes", operator),
      );
    }
    if (token.text.trim() === "") {
      throw this.#reader.wrong(token, l10n.t("The text to look for is empty"));
    }
    return { kind: "word", text: token.text.normalize("NFC") };
  }

  #comparisonOrWord(token: Token): Condition {
    const reader = this.#reader;
    const next = reader.peek();
    const operator = next?.kind === "symbol" ? operatorOf(next.text) : undefined;
    if (next && operator) {
      const key = keyOf(reader, token);
      reader.skip(1);
      return this.#comparison(key, operator, next);
    }
    const isNegated = reader.isWord("not") && reader.isWord("in", 1);
    if (!isNegated && !reader.isWord("in")) return this.#word(token);
    const key = keyOf(reader, token);
    reader.skip(isNegated ? 2 : 1);
    return this.#list(key, isNegated ? "!=" : "=");
  }

  #comparison(key: QueryKey, operator: Operator, place: Token): Condition {
    const { kind } = fieldRule(key.field);
    const isOrdered = operator !== "=" && operator !== "!=";
    if (isOrdered && (kind === "text" || kind === "digest")) {
      const message = l10n.t("“{0}” has no order: compare it with = or !=", printKey(key));
      throw this.#reader.wrong(place, message, ["=", "!="]);
    }
    return { kind: "comparison", key, operator, values: [this.#value(key, isOrdered)] };
  }

  #list(key: QueryKey, operator: "=" | "!="): Condition {
    const reader = this.#reader;
    reader.expectSymbol(
      "(",
      l10n.t("Values in parentheses are expected, such as (Staging, Production)"),
    );
    const values: [string, ...string[]] = [this.#value(key, false)];
    while (reader.takeSymbol(",")) {
      this.#count(reader.peek());
      values.push(this.#value(key, false));
    }
    reader.expectSymbol(")", l10n.t("The parenthesis is not closed"));
    return { kind: "comparison", key, operator, values };
  }

  #value(key: QueryKey, isOrdered: boolean): string {
    const reader = this.#reader;
    const expected = l10n.t("A value for {0} is expected", printKey(key));
    const token = reader.next({ kind: "value", key }, expected);
    if (token.kind === "symbol") throw reader.wrong(token, expected);
    if (token.kind === "word" && isKeyword(token.text)) {
      const message = l10n.t(
        "A value for {0} is expected; “{1}” as a value stands in quotes",
        printKey(key),
        token.text,
      );
      throw reader.wrong(token, message, [`"${token.text}"`]);
    }
    requireClosed(reader, token);
    const text = token.text.normalize("NFC");
    const problem = valueProblem(fieldRule(key.field).kind, text, isOrdered);
    if (problem !== undefined) {
      throw reader.wrong(
        token,
        l10n.t("“{0}” is no value for {1}: {2}", text, printKey(key), problem),
      );
    }
    return text;
  }

  #count(token: Token | undefined): void {
    this.#conditions += 1;
    if (this.#conditions <= limits.conditions) return;
    throw this.#reader.wrong(
      token,
      l10n.t("A query has at most {0} conditions", limits.conditions),
    );
  }

  #nested<T>(body: () => T): T {
    if (this.#depth >= limits.depth) {
      throw this.#reader.wrong(this.#reader.peek(), l10n.t("The query is nested too deep"));
    }
    this.#depth += 1;
    const result = body();
    this.#depth -= 1;
    return result;
  }
}

function operatorOf(text: string): Operator | undefined {
  return operators.find((operator) => operator === text);
}

function requireClosed(reader: QueryReader, token: Token): void {
  if (!token.isClosed) throw reader.wrong(token, l10n.t("The closing quote is missing"));
}

/** Joins conditions, without a level of its own for those that are joined alike. */
function joined(kind: "and" | "or", parts: readonly Condition[]): Condition {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const [first, second, ...rest] = flat;
  if (first === undefined) throw new Error("there is a condition at least");
  return second === undefined ? first : { kind, parts: [first, second, ...rest] };
}

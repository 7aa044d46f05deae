import { tokenize, type Token } from "./query-tokens.ts";
import type { QueryKey } from "./query.ts";

/** Reason why a text is no query, and the part of the text that it is about. */
export interface QueryProblem {
  /** A sentence without its full stop. */
  readonly message: string;
  /** Place in the text, in UTF-16 code units; `from` is the length of the text at its end. */
  readonly from: number;
  readonly to: number;
  /** Texts to put in the place of that part; empty if none is known. */
  readonly suggestions: readonly string[];
}

/** Expectation of what comes next where a text ends. */
export type Expectation =
  | { readonly kind: "condition" | "key" | "sort-key" | "direction" | "count" }
  | { readonly kind: "value"; readonly key: QueryKey }
  /** Behind a whole query; `key` if its last word is a key that a comparison could go on from. */
  | { readonly kind: "end"; readonly key?: QueryKey; readonly isSorted: boolean };

/** Ends the reading of a query. */
export class QueryError extends Error {
  readonly problem: QueryProblem;
  /** Possible continuation, if the only problem is that the text ends. */
  readonly expected: Expectation | undefined;

  constructor(problem: QueryProblem, expected: Expectation | undefined) {
    super(problem.message);
    this.problem = problem;
    this.expected = expected;
  }
}

/** Reads the tokens of a query from the first to the last. */
export class QueryReader {
  readonly #end: number;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#end = text.length;
    this.#tokens = tokenize(text);
  }

  get last(): Token | undefined {
    return this.#tokens.at(-1);
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  skip(count: number): void {
    this.#at += count;
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === "word" && token.text.toLowerCase() === word;
  }

  takeWord(word: string): boolean {
    const found = this.isWord(word);
    if (found) this.#at += 1;
    return found;
  }

  takeSymbol(symbol: string): boolean {
    const token = this.peek();
    const found = token?.kind === "symbol" && token.text === symbol;
    if (found) this.#at += 1;
    return found;
  }

  /** @throws QueryError */
  expectSymbol(symbol: string, message: string): void {
    if (!this.takeSymbol(symbol)) throw this.wrong(this.peek(), message);
  }

  /** Takes the next token. @throws QueryError if there is none */
  next(expected: Expectation, message: string): Token {
    const token = this.peek();
    if (!token) throw this.wrong(undefined, message, [], expected);
    this.#at += 1;
    return token;
  }

  /** Makes the error about a token, or about the end of the text. */
  wrong(
    token: Token | undefined,
    message: string,
    suggestions: readonly string[] = [],
    expected?: Expectation,
  ): QueryError {
    const place = { from: token?.from ?? this.#end, to: token?.to ?? this.#end };
    return new QueryError({ message, ...place, suggestions }, expected);
  }
}

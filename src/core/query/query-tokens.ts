/** Places in the text of a query count UTF-16 code units, as editors do. */
export interface Token {
  /**
   * - `word`: without quotes, but for names in backticks: `` metrics.`f1 score` ``.
   * - `text`: in quotes.
   * - `symbol`: a parenthesis, a comma or an operator.
   */
  readonly kind: "word" | "text" | "symbol";
  /** Meaning of the token: without quotes and escapes. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** False if its closing quote is missing. */
  readonly isClosed: boolean;
}

const symbols = /^(?:<=|>=|!=|<>|==|[()=<>,])/;
const wordEnd = /[\s()=<>,!"']/;

/**
 * Splits a query into tokens. Every text has some: what is not closed ends at the end, and a
 * character that nothing begins with is a symbol.
 */
export function tokenize(query: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const rest = query.slice(at);
    const [space = ""] = /^\s*/.exec(rest) ?? [];
    if (space !== "") {
      at += space.length;
      continue;
    }
    const token = quoted(query, at) ?? symbol(rest, at) ?? word(query, at);
    tokens.push(token);
    at = token.to;
  }
  return tokens;
}

function symbol(rest: string, from: number): Token | undefined {
  const [found] = symbols.exec(rest) ?? (rest.startsWith("!") ? ["!"] : []);
  if (found === undefined) return undefined;
  const text = found === "==" ? "=" : found === "<>" ? "!=" : found;
  return { kind: "symbol", text, from, to: from + found.length, isClosed: true };
}

/** Returns a text in quotes, in which a backslash stands before a quote or a backslash. */
function quoted(query: string, from: number): Token | undefined {
  const quote = query[from];
  if (quote !== '"' && quote !== "'") return undefined;
  let text = "";
  for (let at = from + 1; at < query.length; at += 1) {
    const character = query[at] ?? "";
    if (character === quote) return { kind: "text", text, from, to: at + 1, isClosed: true };
    const next = query[at + 1];
    if (character === "\\" && (next === quote || next === "\\")) {
      text += next;
      at += 1;
    } else {
      text += character;
    }
  }
  return { kind: "text", text, from, to: query.length, isClosed: false };
}

/** Returns a word, in which a part may stand in backticks; two of them are one within. */
function word(query: string, from: number): Token {
  let [text, at, isOpen] = ["", from, false];
  for (; at < query.length; at += 1) {
    const character = query[at] ?? "";
    if (character === "`") {
      if (isOpen && query[at + 1] === "`") {
        text += "`";
        at += 1;
      } else {
        isOpen = !isOpen;
      }
    } else if (!isOpen && wordEnd.test(character)) {
      break;
    } else {
      text += character;
    }
  }
  return { kind: "word", text, from, to: at, isClosed: !isOpen };
}

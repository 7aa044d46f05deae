import { isScalar, Lexer, parseDocument, visit, type Document, type YAMLMap } from "yaml";
import { Unreadable } from "../contract/format.ts";

/**
 * Tokens of a text at most. The parser takes time with the square of some of their numbers, and can't
 * be interrupted: a fifth of a second at this one. A long text counts as one.
 */
const maxTokens = 20_000;
/** Aliases are few in honest files; following them takes time with the square of their number. */
const maxAliases = 100;

/**
 * Parses YAML as Python's library does, which is what loads these files: version 1.1 with merge keys,
 * whatever version the file claims. What that library and this one would take differently (a key
 * twice, several documents) is refused, and so is what would take too long.
 */
export function parseYaml(text: string, what: string): unknown {
  if (hasTooManyTokens(text)) throw new Unreadable(`${what} has more parts than are looked at`);
  try {
    const document = parseDocument(text, {
      schema: "yaml-1.1",
      merge: true,
      logLevel: "error",
      prettyErrors: false,
      // The library compares each key with every other.
      uniqueKeys: false,
    });
    const [problem] = document.errors;
    if (problem !== undefined) throw problem;
    refuse(document);
    return document.toJS({ maxAliasCount: maxAliases });
  } catch {
    throw new Unreadable(`${what} is not YAML`);
  }
}

function hasTooManyTokens(text: string): boolean {
  const lexer = new Lexer().lex(text);
  for (let tokens = 0; tokens <= maxTokens; tokens++) if (lexer.next().done === true) return false;
  return true;
}

function refuse(document: Document): void {
  let aliases = 0;
  visit(document, {
    Alias() {
      aliases += 1;
      if (aliases > maxAliases) throw new Error("too many aliases");
    },
    Map(_, map) {
      refuseRepeatedKeys(map);
    },
  });
}

function refuseRepeatedKeys({ items }: YAMLMap): void {
  const known = new Set<unknown>();
  for (const { key } of items) {
    const value = isScalar(key) ? key.value : key;
    if (value !== "<<" && known.has(value)) throw new Error("a key twice");
    known.add(value);
  }
}

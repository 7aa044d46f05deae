import { annotationFields } from "../model/markings.ts";
import { parseQuery } from "./parse-query.ts";
import { printKey, printValue } from "./print-query.ts";
import { tokenize } from "./query-tokens.ts";
import { fieldRule, queryFields, type FieldKind, type QueryField, type QueryKey } from "./query.ts";

/** Names and values that a registry has, which completion offers. */
export interface QueryVocabulary {
  readonly metrics: readonly string[];
  readonly params: readonly string[];
  readonly tags: readonly string[];
  readonly packages: readonly string[];
  /** Values of the key that `valueToComplete` names, the most common first. */
  readonly values: readonly string[];
}

export interface QuerySuggestion {
  /** Text that takes the place. */
  readonly text: string;
  /** One line about it; empty if there is nothing to say. */
  readonly summary: string;
}

/** Suggestions for a place in a query, and the part of the text that they take the place of. */
export interface QueryCompletion {
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly QuerySuggestion[];
}

/** Returns the key whose values would complete a query at a place, undefined if no value would. */
export function valueToComplete(text: string, cursor: number): QueryKey | undefined {
  const { before } = split(text, cursor);
  const { expected } = parseQuery(before);
  return expected?.kind === "value" ? expected.key : undefined;
}

/**
 * Suggests keys, operators, values and keywords that can stand at a place in a query and begin as,
 * or have in them, what is written there.
 *
 * @param cursor place in UTF-16 code units
 */
export function completeQuery(
  text: string,
  cursor: number,
  vocabulary: QueryVocabulary,
): QueryCompletion {
  const { before, written, from } = split(text, cursor);
  const wanted = written.toLowerCase();
  const all = suggestionsAfter(before, vocabulary);
  const begins = all.filter((each) => each.text.toLowerCase().startsWith(wanted));
  // What is whole already is not taken for a part of something else.
  const isWhole = begins.some((each) => each.text.toLowerCase() === wanted);
  const has = isWhole ? [] : all.filter((each) => each.text.toLowerCase().indexOf(wanted) > 0);
  const suggestions = [...begins, ...has].filter((each) => each.text !== written);
  return { from, to: cursor, suggestions };
}

/** Divides the text before a place into whole tokens and what is being written. */
function split(
  text: string,
  cursor: number,
): { readonly before: string; readonly written: string; readonly from: number } {
  const start = text.slice(0, cursor);
  const last = tokenize(start).at(-1);
  const writing =
    last?.to === start.length && (last.kind === "word" || !last.isClosed) ? last : undefined;
  const from = writing?.from ?? cursor;
  return { before: start.slice(0, from), written: writing?.text ?? "", from };
}

function suggestionsAfter(before: string, vocabulary: QueryVocabulary): readonly QuerySuggestion[] {
  const { expected } = parseQuery(before);
  switch (expected?.kind) {
    case undefined:
    case "count":
      return [];
    case "condition":
      return [...keys(vocabulary), ...words("not", "has")];
    case "key":
      return keys(vocabulary);
    case "sort-key":
      return keys(vocabulary, (field) => fieldRule(field).sortable === true);
    case "value":
      return valuesOf(expected.key, vocabulary);
    case "direction":
      return words("desc", "asc", "limit");
    case "end": {
      if (expected.isSorted) return words("limit");
      const operators = expected.key ? operatorsOf(fieldRule(expected.key.field).kind) : [];
      return [...operators, ...words("and", "or", "order by", "limit")];
    }
  }
}

/** Returns keys; those with a name for all names that were recorded. */
function keys(
  { metrics, params, tags, packages }: QueryVocabulary,
  isWanted: (field: QueryField) => boolean = () => true,
): readonly QuerySuggestion[] {
  const names: Partial<Record<QueryField, readonly string[]>> = {
    metrics,
    params,
    tag: tags,
    packages,
    notes: annotationFields,
  };
  return allFields.filter(isWanted).flatMap((field) => {
    const { named, summary: summaryOf } = fieldRule(field);
    const summary = summaryOf();
    if (!named) return [{ text: field, summary }];
    return (names[field] ?? []).map((name) => ({ text: printKey({ field, name }), summary }));
  });
}

const allFields = Object.keys(queryFields) as QueryField[];

function valuesOf({ field }: QueryKey, { values }: QueryVocabulary): readonly QuerySuggestion[] {
  const recorded = values.map((value) => ({ text: printValue(value), summary: "" }));
  const { kind } = fieldRule(field);
  const examples: Partial<Record<FieldKind, readonly string[]>> = {
    duration: ["24h", "7d", "30d", "6mo", "1y"],
    size: ["1MB", "100MB", "1GB"],
  };
  return [...recorded, ...words(...(examples[kind] ?? []))];
}

function operatorsOf(kind: FieldKind): readonly QuerySuggestion[] {
  const isText = kind === "text" || kind === "digest";
  return words("=", "!=", ...(isText ? [] : ["<", "<=", ">", ">="]), "in", "not in");
}

function words(...texts: readonly string[]): readonly QuerySuggestion[] {
  return texts.map((text) => ({ text, summary: "" }));
}

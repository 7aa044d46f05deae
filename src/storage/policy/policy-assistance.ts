import { findNearest } from "../../core/text/find-nearest.ts";
import type { RecordedNames } from "../index/search/recorded-names.ts";
import { namesAt } from "./policy-names.ts";
import {
  describe,
  keysAt,
  placesIn,
  readTolerantly,
  schemaAt,
  valuesAt,
  type PolicySuggestion,
} from "./policy-places.ts";
import { maxPolicySize } from "./policy-reader.ts";

/** A part of a text, in UTF-16 code units. */
interface Part {
  readonly start: number;
  readonly length: number;
}

/** Suggestions for the word at a place of a policy's text. */
export interface PolicyCompletion extends Part {
  /** True if the place is in braces or brackets, where everything is on one line. */
  readonly inFlow: boolean;
  readonly suggestions: readonly PolicySuggestion[];
}

export interface PolicyExplanation extends Part {
  readonly description: string;
}

/** A word that is most likely a slip, and what was meant. */
export interface PolicyCorrection extends Part {
  readonly text: string;
}

const marker = "__here__";
const wordBefore = /[\p{L}\p{N}_./-]*$/u;
const wordAfter = /^[\p{L}\p{N}_./-]*/u;

/**
 * Suggests texts for an offset (UTF-16) of a policy's text, which need not be valid.
 *
 * @param recorded metrics and tags that versions of the registry have
 */
export function completePolicy(
  text: string,
  offset: number,
  recorded: Pick<RecordedNames, "metrics" | "tags"> = { metrics: [], tags: [] },
): PolicyCompletion | undefined {
  if (text.length > maxPolicySize) return undefined;
  const before = wordBefore.exec(text.slice(0, offset))?.[0] ?? "";
  const after = wordAfter.exec(text.slice(offset))?.[0] ?? "";
  const start = offset - before.length;
  const end = offset + after.length;
  // A word without a colon would be taken for the beginning of a key on the next line.
  for (const word of [marker, `${marker}:`]) {
    const document = readTolerantly(`${text.slice(0, start)}${word}${text.slice(end)}`);
    const [place] = placesIn(document, ({ value }) => value === marker, 1);
    if (!place) continue;
    const { path, isKey, siblings, inFlow } = place;
    // The first key of a map has a line of its own, or only the dash of a list before it.
    const mayBegin = !inFlow && /(^|\n)[ -]*$/.test(text.slice(0, start));
    const suggestions = [
      ...(isKey ? [] : [...valuesAt(document, path), ...namesAt(place, recorded)]),
      ...(isKey || mayBegin ? keysAt(document, path, siblings) : []),
    ].filter((each) => each.text !== marker);
    return { start, length: end - start, inFlow, suggestions };
  }
  return undefined;
}

/** Explains the key at an offset (UTF-16) of a policy's text. */
export function explainPolicy(text: string, offset: number): PolicyExplanation | undefined {
  if (text.length > maxPolicySize) return undefined;
  const isThere = ({ range }: { range?: readonly number[] | null }): boolean => {
    const [start = Infinity, end = 0] = range ?? [];
    return start <= offset && offset < end;
  };
  const [place] = placesIn(readTolerantly(text), isThere, 1);
  if (!place?.isKey || !place.node.range) return undefined;
  const [start, end] = place.node.range;
  const found = schemaAt([...place.path, String(place.node.value)]);
  const description = found && describe(found);
  return description ? { start, length: end - start, description } : undefined;
}

/** The slips of a policy's text: names that are not known, but nearly one that is. */
export function correctPolicy(text: string): readonly PolicyCorrection[] {
  if (text.length > maxPolicySize) return [];
  const document = readTolerantly(text);
  return placesIn(document, () => true).flatMap(({ node, path, isKey, siblings }) => {
    const written = String(node.value);
    const known = (isKey ? keysAt(document, path, siblings) : valuesAt(document, path)).map(
      (each) => each.text,
    );
    const meant = known.includes(written) ? undefined : findNearest(written, known);
    if (meant === undefined || !node.range) return [];
    const [start, end] = node.range;
    return [{ start, length: end - start, text: meant }];
  });
}

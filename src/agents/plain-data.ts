import { unsafeCharacters } from "../core/text/unsafe-characters.ts";

/** Limits to how much of data is answered; texts in characters. */
interface Limits {
  readonly text: number;
  readonly entries: number;
}

/** One after the other until the answer is short enough; a model card alone may be long. */
const steps: readonly Limits[] = [
  { text: 30_000, entries: 100 },
  { text: 4_000, entries: 60 },
  { text: 1_000, entries: 30 },
  { text: 300, entries: 15 },
  { text: 100, entries: 6 },
];
/** Characters of a whole answer, about 10,000 tokens. */
const longestAnswer = 40_000;
const deepest = 8;

/**
 * Returns data as a tool answers it, in JSON of at most 40,000 characters: long texts, lists and
 * objects are cut, with a note of how much is left out.
 */
export function plainJson(value: unknown): string {
  for (const limits of steps) {
    const json = JSON.stringify(plainData(value, limits));
    if (json.length <= longestAnswer) return json;
  }
  return JSON.stringify({ tooLong: "Ask for less: fewer versions, or a narrower query." });
}

/** Returns data with texts that have no characters that hide or reorder what is read. */
export function plainData(value: unknown, limits: Limits, depth = 0): unknown {
  if (typeof value === "string") return plainText(value, limits.text);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= deepest) return "…";
  const most = limits.entries;
  if (Array.isArray(value)) {
    const shown = value.slice(0, most).map((each) => plainData(each, limits, depth + 1));
    return value.length > most ? [...shown, `… ${value.length - most} more`] : shown;
  }
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const shown = entries
    .slice(0, most)
    .map(([key, each]) => [plainText(key, limits.text), plainData(each, limits, depth + 1)]);
  const rest = entries.length - most;
  return Object.fromEntries(rest > 0 ? [...shown, ["…", `${rest} more`]] : shown);
}

/** Returns a text without characters that hide or reorder what is read, cut at a length. */
export function plainText(text: string, longest: number): string {
  const plain = text.replace(unsafeCharacters, (character) =>
    character === "\n" || character === "\t" ? character : "",
  );
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}

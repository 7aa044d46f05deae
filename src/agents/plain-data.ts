import { unsafeCharacters } from "../core/text/unsafe-characters.ts";

const longestText = 8_000;
const mostEntries = 100;
const deepest = 8;

/**
 * Returns data as a tool may answer it: texts without characters that hide or reorder what is read, cut
 * at 8,000 characters; lists and objects cut at 100 entries, with a note of how many are left out.
 */
export function plainData(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return plainText(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= deepest) return "…";
  if (Array.isArray(value)) {
    const shown = value.slice(0, mostEntries).map((each) => plainData(each, depth + 1));
    return value.length > mostEntries ? [...shown, `… ${value.length - mostEntries} more`] : shown;
  }
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const shown = entries
    .slice(0, mostEntries)
    .map(([key, each]) => [plainText(key), plainData(each, depth + 1)]);
  const rest = entries.length - mostEntries;
  return Object.fromEntries(rest > 0 ? [...shown, ["…", `${rest} more`]] : shown);
}

function plainText(text: string): string {
  const plain = text.replace(unsafeCharacters, (character) =>
    character === "\n" || character === "\t" ? character : "",
  );
  return plain.length > longestText ? `${plain.slice(0, longestText)}…` : plain;
}

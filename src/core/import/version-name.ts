import { nameTokens, type StatusWord, type Token } from "./name-tokens.ts";
import { isPlainWord } from "./version-words.ts";

/** Parts of a file or folder name that tell which version it is. */
export interface VersionName {
  /** The name without all that, for people; may be empty (`v2.pkl`). */
  readonly stem: string;
  /** The same for comparing: lower case, words joined by `-`. */
  readonly key: string;
  /** Version numbers in the order in which they stand there, digits without leading zeros. */
  readonly numbers: readonly string[];
  /** Digits of a date and time, `YYYYMMDD` or `YYYYMMDDhhmmss`. */
  readonly date?: string;
  readonly words: readonly StatusWord[];
  /** `model(3)`: 3; `copy of model`: 1; otherwise 0. */
  readonly copy: number;
  /** The version number or date as a label of its own: `1.2.0`, `2024-05-01`. */
  readonly label?: string;
}

/**
 * Reads a name without its extension. Version numbers (`v2`, `1.2.0`, `epoch=10`) and dates count
 * wherever they stand; bare numbers and words such as “final” only at either end, since in the
 * middle they are part of what the thing is called. Of a folder on the way (`customer2/model.pkl`),
 * a bare number is a version only where no other word names a thing.
 */
export function readVersionName(name: string, isFolderOnTheWay = false): VersionName {
  const { rest, copy: written } = withoutCopy(name.normalize("NFC"));
  const tokens = nameTokens(rest);
  const isEnd = endings(tokens);
  const namesThing = tokens.some(({ kind, text }) => kind === "word" && !isPlainWord(text));
  const kept = tokens.filter(
    (token, index) =>
      token.kind === "word" ||
      (isFolderOnTheWay && namesThing && token.kind === "number") ||
      isInner(token, isEnd[index]),
  );
  const marks = tokens.filter((token) => !kept.includes(token));
  const numbers = marks.flatMap((token) =>
    token.kind === "number" || token.kind === "version"
      ? token.digits.split(".").map(plainDigits)
      : [],
  );
  const date = marks.find((token) => token.kind === "date")?.digits;
  const words = marks.flatMap((token) => (token.kind === "status" ? [token.word] : []));
  const copy = written || (marks.some(({ kind }) => kind === "copy") ? 1 : 0);
  const label = copy > 0 ? undefined : labelOf(marks);
  return {
    stem: stemOf(rest, tokens, kept),
    key: kept.map(({ text }) => text.normalize("NFKC").toLowerCase()).join("-"),
    numbers,
    ...(date !== undefined && { date }),
    words,
    copy,
    ...(label !== undefined && { label }),
  };
}

/** Returns true if a name contains a number, a date or a word that tells versions apart. */
export function isMarked({ numbers, date, words, copy }: VersionName): boolean {
  return numbers.length > 0 || date !== undefined || words.length > 0 || copy > 0;
}

/** `Copy of model`, `model - Copy (2)`, `model(3)` */
function withoutCopy(name: string): { readonly rest: string; readonly copy: number } {
  const prefixed = name.replace(/^copy (?:\(\d+\) )?of /i, "");
  const [, rest, word, number] = /^(.*?)([-_ ]+copy)?\s*(?:\((\d{1,6})\))?$/is.exec(prefixed) ?? [];
  if (rest === undefined || rest.trim() === "") return { rest: name, copy: 0 };
  const isCopy = prefixed !== name || word !== undefined;
  return { rest, copy: Number(number ?? 0) || (isCopy ? 1 : 0) };
}

/** Returns for each token whether only marks stand between it and one end of the name. */
function endings(tokens: readonly Token[]): readonly boolean[] {
  const first = tokens.findIndex(({ kind }) => kind === "word");
  const last = tokens.findLastIndex(({ kind }) => kind === "word");
  return tokens.map((_, index) => first < 0 || index < first || index > last);
}

/**
 * Returns true for bare numbers and words of status in the middle of a name, which are part of the
 * name.
 */
function isInner({ kind }: Token, isEnd: boolean | undefined): boolean {
  return isEnd !== true && (kind === "number" || kind === "status" || kind === "copy");
}

function stemOf(text: string, tokens: readonly Token[], kept: readonly Token[]): string {
  let stem = "";
  for (const token of kept) {
    const before = tokens[tokens.indexOf(token) - 1];
    const gap = before && stem !== "" ? text.slice(before.start, token.start) : "";
    const separator = /[^\p{L}\p{N}]+$/u.exec(gap)?.[0] ?? "";
    stem += `${separator}${token.text}`;
  }
  return stem;
}

/** Returns a label if the version or date is all that the marks contain. */
function labelOf(marks: readonly Token[]): string | undefined {
  const [mark, word, ...more] = marks.filter(({ kind }) => kind !== "dropped");
  if (mark?.kind === "date" && !word) {
    const day = mark.digits.replace(/^(....)(..)(..).*/, "$1-$2-$3");
    return mark.digits.length > 8 ? `${day}T${mark.digits.slice(8)}` : day;
  }
  // A number alone would be taken for that of the registry.
  if (mark?.kind !== "version" || !mark.digits.includes(".") || more.length > 0) return undefined;
  if (!word) return mark.digits;
  if (word.kind !== "status" || !/^(alpha|beta|rc|a|b|dev|pre)$/i.test(word.text)) return undefined;
  const count = word.word.number > 0 ? `.${word.word.number}` : "";
  return `${mark.digits}-${word.text.toLowerCase()}${count}`;
}

function plainDigits(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}

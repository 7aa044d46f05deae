import {
  isArchitecture,
  isCounter,
  isMeasure,
  isNumberedArchitecture,
  isSetting,
  wordRank,
} from "./version-words.ts";

/** A word such as “final”, as far as the order of versions depends on it. */
export interface StatusWord {
  /** Order relative to files without such a word: below 0 before them, above 0 after them. */
  readonly rank: number;
  /** Written in capitals: meant more seriously. */
  readonly loud: boolean;
  /** `final2` */
  readonly number: number;
  readonly text: string;
}

/** A part of a name; `start` is its place in the name (UTF-16 code units). */
export type Token = { readonly text: string; readonly start: number } & (
  | { readonly kind: "word" | "copy" }
  /** A digest or a measured value: tells files apart, but not which came first. */
  | { readonly kind: "dropped" }
  /** Digits alone, or behind a word. */
  | { readonly kind: "number"; readonly digits: string }
  /** A number that can only be that of a version: `v2`, `1.2.0`, `epoch=10`. */
  | { readonly kind: "version"; readonly digits: string }
  /** `YYYYMMDD` or `YYYYMMDDhhmmss` */
  | { readonly kind: "date"; readonly digits: string }
  | { readonly kind: "status"; readonly word: StatusWord }
);

const datePattern =
  /(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?:[T_ -]?([01]\d|2[0-3])[-_:.]?([0-5]\d)(?:[-_:.]?([0-5]\d))?Z?)?(?!\d)/;
/** Letters and digits, and dots between digits. */
const chunkPattern = /(?:[\p{L}\p{M}\p{N}]|(?<=\p{N})\.(?=\p{N}))+/gu;
const camelCase = /(?<=\p{Ll})(?=\p{Lu})/u;
const digest = /^(?=.*\d)(?=.*[a-f])[0-9a-f]{7,64}$/i;
/** `fraud`, `fraud2`, `v1.2.0`, `1.2.0rc1` */
const piecePattern = /^(\p{L}*?)(v?)(\d+(?:\.\d+)*)(?:(a|b|rc|alpha|beta|dev|pre)(\d*))?$/iu;

/** Returns the parts of a name without its extension, in order. */
export function nameTokens(name: string): readonly Token[] {
  const match = datePattern.exec(name);
  if (!match) return joined(chunkTokens(name, 0));
  const [all, year = "", , month = "", day = "", hours, minutes = "", seconds = "00"] = match;
  const time = hours === undefined ? "" : `${hours}${minutes}${seconds}`;
  const date: Token = {
    kind: "date",
    text: all,
    start: match.index,
    digits: `${year}${month}${day}${time}`,
  };
  const end = match.index + all.length;
  return [
    ...joined(chunkTokens(name.slice(0, match.index), 0)),
    date,
    ...joined(chunkTokens(name.slice(end), end)),
  ];
}

function chunkTokens(text: string, offset: number): readonly Token[] {
  return [...text.matchAll(chunkPattern)].flatMap(({ 0: chunk, index }): readonly Token[] => {
    let start = offset + index;
    if (digest.test(chunk)) return [{ kind: "dropped", text: chunk, start }];
    return chunk.split(camelCase).flatMap((piece) => {
      const tokens = pieceTokens(piece, start);
      start += piece.length;
      return tokens;
    });
  });
}

function pieceTokens(piece: string, start: number): readonly Token[] {
  const match = piecePattern.exec(piece);
  if (!match) return [wordToken(piece, start)];
  const [, letters = "", marker = "", digits = "", suffix = "", count = ""] = match;
  if (isName(letters, marker)) return [{ kind: "word", text: piece, start }];
  const word = letters === "" ? [] : [wordToken(letters, start)];
  const text = `${marker}${digits}`;
  const at = start + letters.length;
  const kind = marker !== "" || digits.includes(".") ? "version" : "number";
  const after =
    suffix === ""
      ? []
      : [statusToken(suffix, at + text.length, wordRank(suffix, true) ?? 0, Number(count))];
  return [...word, { kind, text, start: at, digits }, ...after];
}

/** Returns true if the number after these letters is part of a name: `resnet50`, `fold3`. */
function isName(letters: string, marker: string): boolean {
  return (
    isArchitecture(letters) ||
    (marker === "" ? isSetting(letters) : letters !== "" && isArchitecture(letters + marker))
  );
}

function wordToken(text: string, start: number): Token {
  const rank = wordRank(text);
  if (rank !== undefined) return statusToken(text, start, rank, 0);
  return { kind: /^copy$/i.test(text) ? "copy" : "word", text, start };
}

function statusToken(text: string, start: number, rank: number, number: number): Token {
  const loud = text.length > 2 && text === text.toUpperCase();
  return { kind: "status", text, start, word: { rank, loud, number, text } };
}

/** Joins numbers to the word before them where they belong together: `epoch 10`, `final 2`. */
function joined(tokens: readonly Token[]): readonly Token[] {
  const result: Token[] = [];
  for (const token of tokens) {
    const before = result.at(-1);
    if (before === undefined || (token.kind !== "number" && token.kind !== "version")) {
      result.push(token);
    } else if (before.kind === "status" && token.kind === "number" && before.word.number === 0) {
      const number = Number(token.digits);
      const text = `${before.text}${token.digits}`;
      result.splice(-1, 1, { ...before, word: { ...before.word, number, text } });
    } else if (before.kind === "word") {
      const both = wordAndNumber(before, token);
      result.splice(-1, 1, ...both);
      const [first] = both;
      // `val_loss`
      if (first?.kind === "dropped" && /^(val|valid|test)$/i.test(result.at(-2)?.text ?? "")) {
        result.splice(-2, 1);
      }
    } else {
      result.push(token);
    }
  }
  return result;
}

function wordAndNumber(
  word: Token,
  number: Token & { readonly kind: "number" | "version" },
): readonly Token[] {
  const { text, start } = word;
  if (isCounter(text)) return [{ ...number, kind: "version", start }];
  if (isMeasure(text)) return [{ kind: "dropped", text, start }];
  if (isNumberedArchitecture(text) && number.kind === "number") {
    return [word, { kind: "word", text: number.text, start: number.start }];
  }
  return [word, number];
}

import { Unreadable } from "../../contract/format.ts";
import type { ByteCursor } from "../byte-cursor.ts";
import type { ArgumentKind } from "./opcodes.ts";

/** A decoded argument: a number, text, or how many bytes of payload come next. */
export type Argument = number | bigint | boolean | string | Payload | undefined;

/** Bytes that follow, not yet read. */
export interface Payload {
  readonly length: number;
  readonly as: "bytes" | "text" | "latin1" | "long";
}

/** Bytes any opcode with its fixed argument takes at most. */
export const longestFixed = 9;

const lineLimit = 1024 * 1024;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Fixed arguments, whose bytes are there already (`longestFixed`). */
export function readFixed(kind: ArgumentKind, cursor: ByteCursor): Argument {
  const read = fixed[kind];
  return read === undefined ? undefined : read(cursor);
}

const fixed: Partial<Record<ArgumentKind, (cursor: ByteCursor) => Argument>> = {
  uint1: (cursor) => cursor.byte(),
  uint2: (cursor) => view(cursor, 2).getUint16(0, true),
  int4: (cursor) => view(cursor, 4).getInt32(0, true),
  uint4: (cursor) => view(cursor, 4).getUint32(0, true),
  uint8: (cursor) => Number(view(cursor, 8).getBigUint64(0, true)),
  float8: (cursor) => view(cursor, 8).getFloat64(0, false),
  "latin1-1": (cursor) => ({ length: cursor.byte(), as: "latin1" }),
  "latin1-4": (cursor) => ({ length: length(view(cursor, 4).getInt32(0, true)), as: "latin1" }),
  "text-1": (cursor) => ({ length: cursor.byte(), as: "text" }),
  "text-4": (cursor) => ({ length: view(cursor, 4).getUint32(0, true), as: "text" }),
  "text-8": (cursor) => ({ length: long(cursor), as: "text" }),
  "bytes-1": (cursor) => ({ length: cursor.byte(), as: "bytes" }),
  "bytes-4": (cursor) => ({ length: view(cursor, 4).getUint32(0, true), as: "bytes" }),
  "bytes-8": (cursor) => ({ length: long(cursor), as: "bytes" }),
  "long-1": (cursor) => ({ length: cursor.byte(), as: "long" }),
  "long-4": (cursor) => ({ length: length(view(cursor, 4).getInt32(0, true)), as: "long" }),
};

/**
 * Reads arguments that end with a newline, at once if their bytes are there; undefined for one that
 * is too long to be stored.
 */
export function readLine(kind: ArgumentKind, cursor: ByteCursor): Argument | Promise<Argument> {
  const lines = cursor.linesAtHand(kind === "two-lines" ? 2 : 1, lineLimit);
  if (!lines) return kind === "two-lines" ? readNames(cursor) : awaitLine(kind, cursor);
  const [line = empty, name = empty] = lines;
  return kind === "two-lines" ? namesOf(utf8.decode(line), utf8.decode(name)) : decode(kind, line);
}

const empty = new Uint8Array(0);

async function awaitLine(kind: ArgumentKind, cursor: ByteCursor): Promise<Argument> {
  const line = await cursor.line(lineLimit);
  return line && decode(kind, line);
}

function decode(kind: ArgumentKind, line: Uint8Array): Argument {
  switch (kind) {
    case "decimal-line":
      return decimal(latin1(line));
    case "float-line":
      return Number.parseFloat(latin1(line));
    case "quoted-line":
      return unquote(latin1(line));
    case "text-line":
      return unescape(latin1(line));
    default:
      return utf8.decode(line);
  }
}

/** A module and a name, each on its line. */
async function readNames(cursor: ByteCursor): Promise<string> {
  const module = await readName(cursor);
  const name = await readName(cursor);
  if (typeof module !== "string" || typeof name !== "string") {
    throw new Unreadable("The pickle imports something with a name of more than a mebibyte");
  }
  return namesOf(module, name);
}

function namesOf(module: string, name: string): string {
  return `${module}\n${name}`;
}

/**
 * A name at the end of the bytes, cut short, is still one: the unpickler in Python takes off the last
 * character, where the newline would be, and imports.
 */
async function readName(cursor: ByteCursor): Promise<Argument> {
  if (await cursor.hasLine(lineLimit)) return awaitLine("line", cursor);
  return utf8.decode(cursor.take(cursor.available)).slice(0, -1);
}

/** Little-endian two's complement; CPython, Lib/pickle.py (`decode_long`). */
export function decodeLong(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--)
    value = (value << 8n) | BigInt(bytes[index] ?? 0);
  return BigInt.asIntN(Math.max(1, bytes.length * 8), value);
}

export function decodeText(bytes: Uint8Array, as: "text" | "latin1"): string {
  return as === "text" ? utf8.decode(bytes) : latin1(bytes);
}

/** Each byte a character; what TextDecoder calls latin1 is windows-1252. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** INT writes booleans as 00 and 01, LONG ends with an L. */
function decimal(line: string): Argument {
  if (line === "00" || line === "01") return line === "01";
  const digits = line.trim().replace(/L$/, "");
  if (!/^[+-]?\d{1,100}(?:_\d{1,20})*$/.test(digits)) return Number.NaN;
  const value = BigInt(digits.replaceAll("_", ""));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** A string literal of Python, as far as names need it: quotes, `\x`, octal and the usual escapes. */
function unquote(line: string): string {
  const text = line.trim();
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote)) {
    throw new Unreadable("A text of the pickle is not quoted");
  }
  return text
    .slice(1, -1)
    .replace(
      /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|(.))/gs,
      (_, hex?: string, octal?: string, other?: string) => {
        if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
        return simpleEscapes[other ?? ""] ?? `\\${other ?? ""}`;
      },
    );
}

const simpleEscapes: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\n": "",
};

/** Raw unicode escapes: only `\uXXXX` and `\UXXXXXXXX` mean something. */
function unescape(line: string): string {
  return line.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g,
    (whole, short?: string, long?: string) => {
      const code = Number.parseInt(short ?? long ?? "", 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

function view(cursor: ByteCursor, size: number): DataView {
  const bytes = cursor.take(size);
  return new DataView(bytes.buffer, bytes.byteOffset, size);
}

function long(cursor: ByteCursor): number {
  const value = view(cursor, 8).getBigUint64(0, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new Unreadable("A value of the pickle says it is larger than any file");
  return Number(value);
}

function length(value: number): number {
  if (value < 0) throw new Unreadable("A value of the pickle says it has a negative size");
  return value;
}

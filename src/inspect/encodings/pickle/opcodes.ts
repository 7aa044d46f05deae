/**
 * The opcodes of pickle protocols 0 to 5 and how their arguments are written. Source: CPython,
 * Lib/pickletools.py (`opcodes`); Modules/_pickle.c where that is stricter or laxer.
 */

/** Encoding of an opcode's argument. */
export type ArgumentKind =
  | "none"
  | "uint1"
  | "uint2"
  | "int4"
  | "uint4"
  | "uint8"
  | "float8"
  /** A decimal number and a newline. */
  | "decimal-line"
  | "float-line"
  /** A quoted string and a newline. */
  | "quoted-line"
  /** Text with `\u` escapes and a newline. */
  | "text-line"
  | "line"
  | "two-lines"
  /** A length of so many bytes, then the bytes. */
  | "latin1-1"
  | "latin1-4"
  | "text-1"
  | "text-4"
  | "text-8"
  | "bytes-1"
  | "bytes-4"
  | "bytes-8"
  | "long-1"
  | "long-4";

export interface Opcode {
  readonly name: OpcodeName;
  readonly argument: ArgumentKind;
}

const table = {
  MARK: [0x28, "none"],
  STOP: [0x2e, "none"],
  POP: [0x30, "none"],
  POP_MARK: [0x31, "none"],
  DUP: [0x32, "none"],
  BINBYTES: [0x42, "bytes-4"],
  SHORT_BINBYTES: [0x43, "bytes-1"],
  FLOAT: [0x46, "float-line"],
  BINFLOAT: [0x47, "float8"],
  INT: [0x49, "decimal-line"],
  BININT: [0x4a, "int4"],
  BININT1: [0x4b, "uint1"],
  LONG: [0x4c, "decimal-line"],
  BININT2: [0x4d, "uint2"],
  NONE: [0x4e, "none"],
  PERSID: [0x50, "line"],
  BINPERSID: [0x51, "none"],
  REDUCE: [0x52, "none"],
  STRING: [0x53, "quoted-line"],
  BINSTRING: [0x54, "latin1-4"],
  SHORT_BINSTRING: [0x55, "latin1-1"],
  UNICODE: [0x56, "text-line"],
  BINUNICODE: [0x58, "text-4"],
  EMPTY_LIST: [0x5d, "none"],
  APPEND: [0x61, "none"],
  BUILD: [0x62, "none"],
  GLOBAL: [0x63, "two-lines"],
  DICT: [0x64, "none"],
  APPENDS: [0x65, "none"],
  GET: [0x67, "decimal-line"],
  BINGET: [0x68, "uint1"],
  INST: [0x69, "two-lines"],
  LONG_BINGET: [0x6a, "uint4"],
  LIST: [0x6c, "none"],
  OBJ: [0x6f, "none"],
  PUT: [0x70, "decimal-line"],
  BINPUT: [0x71, "uint1"],
  LONG_BINPUT: [0x72, "uint4"],
  SETITEM: [0x73, "none"],
  TUPLE: [0x74, "none"],
  SETITEMS: [0x75, "none"],
  EMPTY_DICT: [0x7d, "none"],
  EMPTY_TUPLE: [0x29, "none"],
  PROTO: [0x80, "uint1"],
  NEWOBJ: [0x81, "none"],
  EXT1: [0x82, "uint1"],
  EXT2: [0x83, "uint2"],
  EXT4: [0x84, "int4"],
  TUPLE1: [0x85, "none"],
  TUPLE2: [0x86, "none"],
  TUPLE3: [0x87, "none"],
  NEWTRUE: [0x88, "none"],
  NEWFALSE: [0x89, "none"],
  LONG1: [0x8a, "long-1"],
  LONG4: [0x8b, "long-4"],
  SHORT_BINUNICODE: [0x8c, "text-1"],
  BINUNICODE8: [0x8d, "text-8"],
  BINBYTES8: [0x8e, "bytes-8"],
  EMPTY_SET: [0x8f, "none"],
  ADDITEMS: [0x90, "none"],
  FROZENSET: [0x91, "none"],
  NEWOBJ_EX: [0x92, "none"],
  STACK_GLOBAL: [0x93, "none"],
  MEMOIZE: [0x94, "none"],
  FRAME: [0x95, "uint8"],
  BYTEARRAY8: [0x96, "bytes-8"],
  NEXT_BUFFER: [0x97, "none"],
  READONLY_BUFFER: [0x98, "none"],
} as const satisfies Record<string, readonly [code: number, argument: ArgumentKind]>;

export type OpcodeName = keyof typeof table;

/** Codes by name, for writing pickles (tests do). */
export const opcodeTable: Readonly<Record<OpcodeName, readonly [number, ArgumentKind]>> = table;

/** Opcodes by their byte. */
export const opcodes: readonly (Opcode | undefined)[] = byCode();

function byCode(): (Opcode | undefined)[] {
  const list = new Array<Opcode | undefined>(256).fill(undefined);
  for (const name of Object.keys(table) as OpcodeName[]) {
    const [code, argument] = table[name];
    list[code] = { name, argument };
  }
  return list;
}

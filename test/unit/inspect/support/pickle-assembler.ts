import { opcodeTable, type OpcodeName } from "../../../../src/inspect/encodings/pickle/opcodes.ts";

/** An instruction: an opcode by name with its argument as it is written, or bytes as they are. */
export type Instruction =
  OpcodeName | readonly [OpcodeName, string | number | Uint8Array] | Uint8Array;

/** Writes a pickle instruction by instruction. Payloads of tests are harmless: `os.system("true")`. */
export function assemble(...instructions: readonly Instruction[]): Buffer {
  return Buffer.concat(instructions.map(encode));
}

function encode(instruction: Instruction): Uint8Array {
  if (instruction instanceof Uint8Array) return instruction;
  const [name, argument] = typeof instruction === "string" ? [instruction, undefined] : instruction;
  const [code, kind] = opcodeTable[name];
  return Buffer.concat([Buffer.from([code]), encodeArgument(kind, argument)]);
}

function encodeArgument(kind: string, argument: string | number | Uint8Array | undefined): Buffer {
  if (argument === undefined) return Buffer.alloc(0);
  const [, shape, width] = /^(.*?)-?(\d)?$/.exec(kind) ?? [];
  if (kind.endsWith("line") || kind === "two-lines")
    return Buffer.from(`${String(argument)}\n`, "latin1");
  if (kind === "float8") {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(Number(argument));
    return bytes;
  }
  if (shape === "uint" || shape === "int") return number(Number(argument), Number(width));
  const content =
    typeof argument === "string"
      ? Buffer.from(argument, shape === "latin1" ? "latin1" : "utf8")
      : Buffer.from(argument as Uint8Array);
  return Buffer.concat([number(content.length, Number(width)), content]);
}

function number(value: number, width: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes.subarray(0, width);
}

/** A text of protocol 4. */
export const text = (value: string): Instruction => ["BINUNICODE", value];

/** `module.name` of protocol 4, from the stack. */
export const stackGlobal = (module: string, name: string): Buffer =>
  assemble(text(module), text(name), "STACK_GLOBAL");

/** `module.name` of protocol 0. */
export const global = (module: string, name: string): Instruction => [
  "GLOBAL",
  `${module}\n${name}`,
];

/** A call of `module.name` with one text, as `__reduce__` writes it. */
export const callText = (module: string, name: string, argument: string): Buffer =>
  assemble(global(module, name), text(argument), "TUPLE1", "REDUCE");

/** The payload of most tests: a whole pickle that would run `true`. */
export const systemTrue = (module = "os"): Buffer =>
  assemble(["PROTO", 2], callText(module, "system", "true"), "STOP");

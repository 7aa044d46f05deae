import type { Finding, Verdict } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { LimitReached } from "../../contract/limit-reached.ts";
import { ByteCursor, EndOfBytes, memorySupply } from "../byte-cursor.ts";
import { passOn } from "./object-operations.ts";
import { opcodes, type ArgumentKind } from "./opcodes.ts";
import { asValue, operations } from "./operations.ts";
import {
  decodeLong,
  decodeText,
  longestFixed,
  readFixed,
  readLine,
  type Argument,
  type Payload,
} from "./read-argument.ts";
import { fullName, type PickleScan } from "./scan.ts";
import { PickleStack } from "./stack.ts";
import { tooLarge, type GlobalNode, type Value } from "./value.ts";

export interface PickleOptions {
  /** True if persistent ids are part of the format (PyTorch). */
  readonly persistentIds: boolean;
  /** In which file, entry or byte string the pickle is, for messages. */
  readonly place?: string;
  /** Number of pickles in byte strings that this one is nested in. */
  readonly depth: number;
  /**
   * Scans a byte string, the next `length` bytes of the cursor, which may be a pickle itself; whether
   * it was one and was read to its end. The cursor stays where it is.
   */
  readonly scanBytes?: (cursor: ByteCursor, length: number, machine: Machine) => Promise<boolean>;
  /** Called after BUILD, which some unpicklers have read on from (joblib). */
  readonly afterBuild?: (machine: Machine) => Promise<unknown>;
}

/** Result of reading one pickle. */
export type PickleRun =
  | { readonly end: "stop"; readonly value: Value; readonly protocol: number }
  /** `cut`: the bytes end before the pickle does. */
  | {
      readonly end: "broken" | "cut";
      readonly message: string;
      readonly where: string;
      readonly protocol: number;
    };

/**
 * Simulates a pickle: with a real stack, marks and memo, but descriptions in place of objects.
 * Imports and calls are never run; each is recorded in the scan at the moment it would happen, so
 * that those before an error are seen, too.
 */
export class Machine {
  readonly cursor: ByteCursor;
  readonly scan: PickleScan;
  readonly options: PickleOptions;
  readonly stack: PickleStack;
  /** By the PROTO it begins with; bytes that are no pickle rarely begin so. */
  protocol = 0;
  /** Offset of the opcode at work. */
  #offset = 0;
  /** Offset of the end of the last frame. */
  #frameEnd = 0;

  constructor(cursor: ByteCursor, scan: PickleScan, options: PickleOptions) {
    this.cursor = cursor;
    this.scan = scan;
    this.options = options;
    this.stack = new PickleStack(scan);
  }

  where(): string {
    const { place } = this.options;
    return place === undefined ? `offset ${this.#offset}` : `${place}, offset ${this.#offset}`;
  }

  nameOf(node: GlobalNode): string {
    return fullName(node);
  }

  report(code: string, severity: Finding["severity"], message: string, verdict: Verdict): void {
    this.scan.report({ code, severity, message, where: this.where() }, verdict);
  }

  /** Reads one pickle, up to and with its STOP. Throws only when the reading itself must end. */
  async run(): Promise<PickleRun> {
    const start = this.cursor.offset;
    try {
      for (;;) {
        if (this.cursor.available < longestFixed) await this.cursor.fill(longestFixed);
        this.#spend();
        this.#offset = this.cursor.offset;
        const code = this.cursor.byte();
        const opcode = opcodes[code];
        if (opcode === undefined)
          throw new Unreadable(`0x${code.toString(16)} is no instruction of a pickle`);
        if (opcode.name === "STOP") {
          const value = this.stack.pop();
          passOn(this, value);
          return { end: "stop", value, protocol: this.protocol };
        }
        const written = this.#argument(opcode.argument);
        const argument = written instanceof Promise ? await written : written;
        this.#checkFrame(opcode.name === "FRAME" ? Number(argument) : undefined);
        operations[opcode.name](this, argument);
        if (opcode.name === "PROTO" && this.#offset === start) this.protocol = Number(argument);
        if (opcode.name === "BUILD") await this.options.afterBuild?.(this);
      }
    } catch (error) {
      if (!(error instanceof Unreadable) || error instanceof LimitReached) throw error;
      return {
        end: error instanceof EndOfBytes ? "cut" : "broken",
        message: error.message,
        where: this.where(),
        protocol: this.protocol,
      };
    }
  }

  /**
   * An instruction that goes over the end of a frame is read differently by different unpicklers:
   * CPython's loses what is left of the frame when it reads from a file (Modules/_pickle.c,
   * `_Unpickler_ReadFromFile`), so that the names it imports are not those that are written here.
   */
  #checkFrame(frame: number | undefined): void {
    const { offset } = this.cursor;
    const end = offset + (frame ?? 0);
    const begun = frame === undefined ? this.#offset + 1 : offset;
    if (begun < this.#frameEnd && end > this.#frameEnd) {
      this.report(
        "pickle-broken-frame",
        "danger",
        "An instruction crosses the end of a frame, so what is loaded is not what is written here: no pickler writes such a thing.",
        "dangerous",
      );
    }
    if (frame !== undefined) this.#frameEnd = Math.max(this.#frameEnd, end);
  }

  /** The argument, at once if its bytes are there: waiting for each would take most of the time. */
  #argument(kind: ArgumentKind): Value | Promise<Value> {
    if (kind === "none") return null;
    if (kind === "two-lines" || kind.endsWith("line")) {
      const line = readLine(kind, this.cursor);
      return line instanceof Promise ? this.#awaitLine(kind, line) : this.#line(kind, line);
    }
    const argument = readFixed(kind, this.cursor);
    if (typeof argument !== "object") return asValue(argument);
    const { length, as } = argument;
    const isShortText = length <= Math.min(this.cursor.available, maxText);
    if (as === "bytes" || as === "long" || !isShortText) return this.#payload(argument);
    const text = decodeText(this.cursor.take(length), as);
    return mayHidePickle(text) ? this.#text(text) : this.stack.text(text);
  }

  async #awaitLine(kind: ArgumentKind, line: Promise<Argument>): Promise<Value> {
    return this.#line(kind, await line);
  }

  #line(kind: ArgumentKind, line: Argument): Value | Promise<Value> {
    if (line === undefined) return tooLarge;
    if (typeof line !== "string") return asValue(line);
    // The names of an import are not kept as text: the scan has them, once each.
    if (kind === "two-lines") return line;
    return mayHidePickle(line) ? this.#text(line) : this.stack.text(line);
  }

  async #payload({ length, as }: Payload): Promise<Value> {
    if (as === "bytes") return this.#bytes(length);
    if (as === "long" && length > 64) {
      await this.cursor.skip(length);
      return tooLarge;
    }
    if (length > maxText) {
      await this.#bytes(length);
      return tooLarge;
    }
    if (this.cursor.available < length) await this.cursor.fill(length);
    const bytes = this.cursor.take(length);
    if (as === "long") {
      const value = decodeLong(bytes);
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    }
    return this.#text(decodeText(bytes, as));
  }

  /** Text may hide a pickle as bytes do: it becomes bytes by `_codecs.encode`. */
  async #text(text: string): Promise<Value> {
    if (this.options.scanBytes !== undefined && mayHidePickle(text)) {
      const bytes = Buffer.from(text, "latin1");
      await this.options.scanBytes(new ByteCursor(memorySupply(bytes)), bytes.length, this);
    }
    return this.stack.text(text);
  }

  async #bytes(length: number): Promise<Value> {
    const scanned = (await this.options.scanBytes?.(this.cursor, length, this)) ?? false;
    const start = this.options.depth === 0 ? this.cursor.offset : undefined;
    const content = await this.passBytes(length);
    return {
      kind: "bytes",
      length,
      scanned,
      ...(content && { content }),
      ...(start !== undefined && { start }),
    };
  }

  /** Passes over bytes, and returns a copy of them if they are few. */
  async passBytes(length: number): Promise<Uint8Array | undefined> {
    if (this.scan.keepsBytes(length)) return Uint8Array.from(await this.cursor.read(length));
    await this.cursor.skip(length);
    return undefined;
  }

  #spend(): void {
    this.scan.opcodes += 1;
    if (this.scan.opcodes > this.scan.limits.opcodes) {
      throw new LimitReached(
        "The file has more pickle instructions than are looked at",
        this.where(),
      );
    }
    if ((this.scan.opcodes & 0xffff) === 0) this.scan.signal.throwIfAborted();
  }
}

/** Longer texts are passed over like bytes. */
const maxText = 1024 * 1024;

/**
 * Returns true if text could be a pickle that imports: it begins like one, or has several lines.
 */
function mayHidePickle(text: string): boolean {
  return (
    text.length >= 4 &&
    (text.charCodeAt(0) === 0x80 || text.includes("\n") || text.includes("\x93"))
  );
}

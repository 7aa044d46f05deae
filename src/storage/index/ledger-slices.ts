import { closeSync, constants, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { RegistryEvent } from "../../core/events/event.ts";
import { parseEvent } from "../../core/events/parse-event.ts";
import { hasRightSum, maxLineLength } from "../ledger/ledger-line.ts";
import { StaleIndexError } from "./index-database.ts";

/** Place of an event's line: range of bytes in a file, newline excluded. */
export interface LedgerPlace {
  /** Name of the ledger file. */
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

/** Reads what events recorded; `LedgerSlices` does from a ledger's files. */
export interface RecordedEvents {
  /**
   * Returns a line, newline excluded, whose checksum is right.
   *
   * @throws StaleIndexError if there is none
   */
  line(place: LedgerPlace): Buffer;
  /** @throws StaleIndexError if there is no such event */
  event(place: LedgerPlace): RegistryEvent;
}

/** Bytes read at once, as a request for one line is often followed by one for its neighbours. */
const windowSize = 128 * 1024;

/**
 * Reads lines of the ledger where the index says that they are. Reads synchronously, as queries do:
 * only for worker threads and the command line, never in the extension host. What was read and
 * opened is kept for one query (`during`): by the next one another file may have taken its place.
 */
export class LedgerSlices implements RecordedEvents {
  readonly #folder: string;
  readonly #open = new Map<string, OpenFile>();

  /** @param folder of the ledger files, absolute */
  constructor(folder: string) {
    this.#folder = folder;
  }

  line({ file, offset, length }: LedgerPlace): Buffer {
    if (length > maxLineLength) throw new StaleIndexError("a line is too long");
    const bytes = this.#fileOf(file).read(offset, length);
    if (bytes.length < length || !hasRightSum(bytes)) {
      throw new StaleIndexError(`${file} is not the ledger it was made from`);
    }
    return bytes;
  }

  event(place: LedgerPlace): RegistryEvent {
    const parsed = parseEvent(parseJson(this.line(place)));
    if (!parsed.ok) throw new StaleIndexError(`an event of ${place.file}: ${parsed.problem}`);
    return parsed.event;
  }

  /** Runs a query; what it opened is closed after it. */
  during<T>(query: () => T): T {
    try {
      return query();
    } finally {
      for (const { descriptor } of this.#open.values()) closeSync(descriptor);
      this.#open.clear();
    }
  }

  #fileOf(name: string): OpenFile {
    const known = this.#open.get(name);
    if (known) return known;
    const opened = new OpenFile(join(this.#folder, name));
    this.#open.set(name, opened);
    return opened;
  }
}

class OpenFile {
  readonly descriptor: number;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(path: string) {
    try {
      const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
      this.descriptor = openSync(path, flags);
    } catch (error) {
      throw new StaleIndexError("a ledger file can't be opened", { cause: error });
    }
  }

  read(offset: number, length: number): Buffer {
    if (offset < this.#start || offset + length > this.#start + this.#window.length) {
      // Lists are read from their newest event backwards.
      const isBefore = offset < this.#start;
      const size = Math.max(length, windowSize);
      this.#start = isBefore ? Math.max(0, offset + length - size) : offset;
      this.#window = readFully(this.descriptor, this.#start, size);
    }
    const from = offset - this.#start;
    return this.#window.subarray(from, from + length);
  }
}

function readFully(descriptor: number, start: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const read = readSync(descriptor, bytes, filled, size - filled, start + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

function parseJson(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch (error) {
    throw new StaleIndexError("a line of the ledger is not JSON", { cause: error });
  }
}

import { basename } from "node:path";
import * as z from "zod";
import { parseEvent } from "../../core/events/parse-event.ts";
import { EventId, Sha256 } from "../../core/model/ids.ts";
import { openNoFollow } from "../files/open-file.ts";
import { isFarFuture, zeroEventId } from "./event-id.ts";
import { chainStart, lineHash, redactedHash } from "./ledger-line.ts";
import { scanLedger, type Piece, type ScannedBytes } from "./scan-ledger.ts";

/** A line of a damaged file whose event can be kept, and where it stands. */
export interface SalvagedLine {
  /** Name of the ledger file. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly offset: number;
  /** Bytes, newline excluded. */
  readonly length: number;
  readonly id: EventId;
  /** Sorts the lines of all files, see `placeOf`. */
  readonly place: EventId;
  /** It is the first line of a ledger file, which is no event of the registry. */
  readonly isStart: boolean;
}

/** Counts the lines that are events of the registry. */
export function countEvents(lines: readonly SalvagedLine[]): number {
  return lines.filter(({ isStart }) => !isStart).length;
}

/** Something in a damaged file that can't be kept, and why. */
export interface DroppedPiece {
  readonly line: number;
  readonly offset: number;
  readonly problem: string;
  readonly event?: EventId;
}

/** Lines of a ledger file, damaged or not, that can be kept, and the others. */
export interface Salvage extends ScannedBytes {
  /** In the order in which they stand. Lines that never counted are not among them. */
  readonly kept: readonly SalvagedLine[];
  readonly dropped: readonly DroppedPiece[];
}

/**
 * Reads a damaged ledger file to its end. A line counts if its checksum is right and it follows a
 * line that nothing else follows yet, or one that is not there, as that is the damage. One that
 * follows an earlier line which has been followed already never counted; nor did one from elsewhere
 * that was put between two lines of which one follows the other.
 */
export async function salvageLedgerFile(path: string): Promise<Salvage> {
  const handle = await openNoFollow(path);
  try {
    const chains = new Chains(basename(path));
    const pieces = scanLedger(handle);
    for (;;) {
      const next = await pieces.next();
      if (next.done) return { ...next.value, ...chains.end() };
      chains.take(next.value);
    }
  } finally {
    await handle.close();
  }
}

/** Longest block of lines that is recognized as put between two lines. */
const maxInserted = 1000;

/** A line that counts as far as the lines before it tell. */
interface Link {
  readonly piece: Omit<Piece, "bytes">;
  readonly id: EventId | undefined;
  readonly isStart: boolean;
  readonly problem: string | undefined;
  /** Hash of the line it follows, where that is not known. */
  readonly missing: Sha256 | undefined;
  /** Index of the line that it follows, -1 for the beginning of the file, if it is known. */
  readonly parent: number | undefined;
  /** Number of unreadable pieces before it. */
  readonly breaks: number;
}

/** Follows the chains of lines in a file, which damage has broken into several. */
class Chains {
  readonly #file: string;
  readonly #links: Link[] = [];
  /** Index of each line that nothing follows yet, by its hash; the beginning of the file is -1. */
  readonly #open = new Map<Sha256, number>([[chainStart, -1]]);
  readonly #seen = new Set<Sha256>([chainStart]);
  readonly #unreadable: DroppedPiece[] = [];
  /** Hash of the last whole line. */
  #last = chainStart;

  constructor(file: string) {
    this.#file = file;
  }

  take({ bytes, ...piece }: Piece): void {
    if (piece.kind === "late" && bytes) {
      this.#seen.add(lineHash(bytes));
      return;
    }
    if (piece.kind === "unreadable" || !bytes) {
      const { line, offset, length } = piece;
      this.#unreadable.push({ line, offset, problem: unreadableProblem(length, bytes) });
      // Whoever wrote behind an unreadable line took it for whole.
      if (bytes) this.#begin(lineHash(bytes), this.#links.length - 1);
      return;
    }
    const hash = lineHash(bytes);
    const { prev, id, isStart = false, problem } = readLine(bytes, this.#last);
    this.#last = hash;
    const parent = prev === undefined ? undefined : this.#open.get(prev);
    const isKnown = prev !== undefined && this.#seen.has(prev);
    if (parent === undefined && isKnown) {
      this.#seen.add(hash);
      return;
    }
    if (prev !== undefined) this.#open.delete(prev);
    this.#begin(hash, this.#links.length);
    this.#links.push({
      piece,
      id,
      isStart,
      problem,
      missing: isKnown ? undefined : prev,
      parent,
      breaks: this.#unreadable.length,
    });
  }

  end(): Pick<Salvage, "kept" | "dropped"> {
    const inserted = this.#inserted();
    const kept: SalvagedLine[] = [];
    const dropped = [...this.#unreadable];
    const ids = new Map<EventId, number>();
    let lastId: EventId | undefined;
    for (const [index, { piece, id, isStart, problem }] of this.#links.entries()) {
      const { line, offset, length } = piece;
      const reason =
        problem ??
        (inserted.has(index)
          ? "it was put between two lines of which one follows the other"
          : id !== undefined && ids.has(id)
            ? `its event is that of line ${ids.get(id)}`
            : undefined);
      if (id === undefined || reason !== undefined) {
        const event = id === undefined ? {} : { event: id };
        dropped.push({ line, offset, problem: reason ?? "it has no id", ...event });
        continue;
      }
      ids.set(id, line);
      if (!isFarFuture(id) && id > (lastId ?? "")) lastId = id;
      const place = isFarFuture(id) ? (lastId ?? zeroEventId) : id;
      kept.push({ file: this.#file, line, offset, length, id, place, isStart });
    }
    return { kept, dropped: dropped.toSorted((a, b) => a.offset - b.offset) };
  }

  #begin(hash: Sha256, link: number): void {
    this.#seen.add(hash);
    this.#open.set(hash, link);
  }

  /**
   * Returns the lines that were put in: those between a line and the one that follows it, with
   * nothing unreadable among them, which follow no line of the file and which no later line
   * follows.
   */
  #inserted(): ReadonlySet<number> {
    const inserted = new Set<number>();
    const followers = new Map(this.#links.map(({ parent }, index) => [parent, index]));
    for (const [index, { parent, breaks }] of this.#links.entries()) {
      if (parent === undefined || index - parent - 1 > maxInserted) continue;
      if ((this.#links[parent]?.breaks ?? 0) !== breaks) continue;
      const between = Array.from({ length: index - parent - 1 }, (_, at) => parent + 1 + at);
      const isApart = between.every((at) => {
        const link = this.#links[at];
        const followsBefore = link?.parent !== undefined && link.parent <= parent;
        const isNeeded = link?.missing !== undefined && this.#seen.has(link.missing);
        return !followsBefore && !isNeeded && (followers.get(at) ?? 0) < index;
      });
      if (isApart) for (const at of between) inserted.add(at);
    }
    return inserted;
  }
}

function unreadableProblem(length: number, bytes: Buffer | undefined): string {
  if (length === 0) return "it is empty";
  return bytes ? "its bytes do not match its checksum" : "it is too long";
}

interface ReadLine {
  readonly prev?: Sha256 | undefined;
  readonly id?: EventId | undefined;
  readonly isStart?: boolean;
  readonly problem?: string;
}

/**
 * Reads a line whose checksum is right.
 *
 * @param before hash of the whole line before it, which one that was redacted follows
 */
function readLine(bytes: Buffer, before: Sha256): ReadLine {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    return { problem: "it is not JSON" };
  }
  const { id, ...line } = Envelope.parse(value);
  const prev = line.prev ?? (redactedHash(bytes) && before);
  if (prev === undefined) return { id, problem: "it does not say which line it follows" };
  const parsed = parseEvent(value);
  if (!parsed.ok) return { prev, id, problem: parsed.problem };
  return { prev, id: parsed.event.id, isStart: parsed.event.type === "ledger.started" };
}

const Envelope = z.lazy(() =>
  z
    .object({
      prev: Sha256.optional().catch(undefined),
      id: EventId.optional().catch(undefined),
    })
    .catch({}),
);

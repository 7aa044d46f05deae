import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EventBody, RegistryEvent, Stamped } from "../../../src/core/events/event.ts";
import type { Sha256 } from "../../../src/core/model/ids.ts";
import { lineProblemText } from "../../../src/core/refusals/ledger/line-fault.ts";
import type { LedgerPlace, RecordedEvents } from "../../../src/storage/index/ledger-slices.ts";
import {
  chainStart,
  encodeLedgerLine,
  parseLedgerLine,
} from "../../../src/storage/ledger/ledger-line.ts";

/** A line of the ledger, and the hash that the next one refers to. */
export function encodeLine(event: RegistryEvent, prev: Sha256): { bytes: Buffer; hash: Sha256 } {
  if (event.type !== "unknown") return encodeLedgerLine(event, prev);
  // An event of a newer release, as that would write it.
  const { recordedType, ...rest } = event;
  return encodeLedgerLine({ ...rest, type: recordedType } as unknown as Stamped<EventBody>, prev);
}

export function encodeLedger(events: readonly RegistryEvent[]): Buffer {
  const lines: Buffer[] = [];
  let prev = chainStart;
  for (const event of events) {
    const { bytes, hash } = encodeLine(event, prev);
    lines.push(bytes);
    prev = hash;
  }
  return Buffer.concat(lines);
}

/** Writes the ledger file of a clone, as if that had made the events. */
export async function writeLedger(
  folder: string,
  name: string,
  events: readonly RegistryEvent[],
): Promise<string> {
  const ledger = join(folder, ".model-registry", "ledger");
  await mkdir(ledger, { recursive: true });
  const path = join(ledger, `${name}.jsonl`);
  await writeFile(path, encodeLedger(events));
  return path;
}

/** The events as the ledger holds them: JSON, for one, has no negative zero. */
export function asRecorded(events: readonly RegistryEvent[]): readonly RegistryEvent[] {
  const lines = new LedgerInMemory();
  return events.map((event) => lines.event(lines.add(event)));
}

/** Lines of events that stand in no file, for an index that is made of them. */
export class LedgerInMemory implements RecordedEvents {
  readonly #lines: Buffer[] = [];

  /** Adds the line of an event and answers where it stands. */
  add(event: RegistryEvent): LedgerPlace {
    const line = encodeLine(event, chainStart).bytes.subarray(0, -1);
    this.#lines.push(line);
    return { file: "memory.jsonl", offset: this.#lines.length - 1, length: line.length };
  }

  line({ offset }: LedgerPlace): Buffer {
    return this.#lines[offset]!;
  }

  event(place: LedgerPlace): RegistryEvent {
    const parsed = parseLedgerLine(this.line(place), chainStart);
    if (!parsed.ok) throw new Error(lineProblemText(parsed.problem));
    return parsed.line.event;
  }
}

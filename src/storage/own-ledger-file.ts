import { join } from "node:path";
import type { EventBody, Stamped } from "../core/event.ts";
import { appendPrepared, type Preparation } from "./append-prepared.ts";
import { setTornTailAside } from "./append-to-ledger.ts";
import type { Disk } from "./disk.ts";
import { encodeEvents } from "./encode-events.ts";
import { ledgerStart } from "./ledger-file.ts";
import type { LedgerEnds, LedgerEntry, LedgerPositions } from "./ledger-folder.ts";
import type { HeldLock } from "./registry-lock.ts";
import type { RegistryPaths } from "./registry-paths.ts";
import { keepWriterId, newWriterId, readWriterId } from "./writer-id.ts";

/** State of the ledger files as they were last read, under the lock. */
export interface KnownLedger {
  readonly ends: LedgerEnds;
  readonly positions: LedgerPositions;
}

export interface OwnAppend {
  readonly prepare: Preparation | undefined;
  readonly held: HeldLock;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The ledger file to which this clone writes. */
export class OwnLedgerFile {
  readonly #paths: RegistryPaths;
  readonly #disk: Disk;
  /** The id to keep once its file has a line. */
  #newWriter: string | undefined;
  #beginsAnother = false;

  constructor(paths: RegistryPaths, disk: Disk) {
    this.#paths = paths;
    this.#disk = disk;
  }

  /** Lets the next append begin another file, because this clone's own one is lost or was cut. */
  beginAnother(): void {
    this.#newWriter = newWriterId();
    this.#beginsAnother = true;
  }

  /** Appends events durably, under the lock, and answers their lines as everybody reads them. */
  async append(
    events: readonly Stamped<EventBody>[],
    { ends, positions }: KnownLedger,
    { prepare, held, now }: OwnAppend,
  ): Promise<readonly LedgerEntry[]> {
    const known = this.#beginsAnother ? undefined : await readWriterId(this.#paths);
    const writer = known ?? (this.#newWriter ??= newWriterId());
    const file = `${writer}.jsonl`;
    const path = join(this.#paths.ledger, file);
    const after = ends.next.get(file) ?? positions.get(file) ?? ledgerStart;
    if (ends.torn.has(file)) {
      await setTornTailAside(path, after.offset, now, held.isHeld, this.#disk);
    }
    const { entries, ...lines } = encodeEvents(events, file, after);
    const start = await appendPrepared({ ...lines, path, after }, events, {
      prepare,
      held,
      disk: this.#disk,
    });
    this.#beginsAnother = false;
    // On disk, so it happened. Without the id kept, the next commit begins another file.
    if (known === undefined) await keepWriterId(this.#paths, writer).catch(() => undefined);
    return start === after ? entries : encodeEvents(events, file, start).entries;
  }
}

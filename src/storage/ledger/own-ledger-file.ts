import { join } from "node:path";
import type { WritableEvent } from "../../core/events/event.ts";
import type { Disk } from "../files/disk.ts";
import type { HeldLock } from "../files/registry-lock.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { appendPrepared, type AppendSteps } from "./append-prepared.ts";
import { setTornTailAside } from "./append-to-ledger.ts";
import { encodeEvents } from "./encode-events.ts";
import { ledgerStart, type LedgerPosition } from "./ledger-file.ts";
import type { LedgerEnds, LedgerEntry, LedgerPositions } from "./ledger-folder.ts";
import { isOutcomeUnknown } from "./unknown-outcome.ts";
import { markUnsettled, unsettledWriter } from "./unsettled-writer.ts";
import { keepWriterId, knownWriter, newWriterId } from "./writer-id.ts";

/** State of the ledger files as they were last read, under the lock. */
export interface KnownLedger {
  readonly ends: LedgerEnds;
  readonly positions: LedgerPositions;
}

export interface OwnAppend extends AppendSteps {
  readonly held: HeldLock;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The file to which this clone appends next, and where. */
export interface OwnPlace {
  readonly writer: string;
  readonly after: LedgerPosition;
  /** Bytes that are no line stand there. */
  readonly isTorn: boolean;
  /** The id is not kept yet. */
  readonly isNew: boolean;
  /** The writer of the folder that this one is a copy of. */
  readonly copyOf?: string;
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

  /** Returns where the next line belongs. A new file is to begin with its first line. */
  async place({ ends, positions }: KnownLedger): Promise<OwnPlace> {
    const { writer: known, copyOf } = await knownWriter(this.#paths);
    // Others may have a line of that file which is not here: another one would contradict it.
    const isUnsettled = known !== undefined && (await unsettledWriter(this.#paths)) === known;
    const kept = this.#beginsAnother || isUnsettled ? undefined : known;
    const writer = kept ?? (this.#newWriter ??= newWriterId());
    const file = fileOf(writer);
    return {
      writer,
      after: ends.next.get(file) ?? positions.get(file) ?? ledgerStart,
      isTorn: ends.torn.has(file),
      isNew: kept === undefined,
      ...(copyOf !== undefined && { copyOf }),
    };
  }

  /** Appends events durably, under the lock, and answers their lines as everybody reads them. */
  async append(
    events: readonly WritableEvent[],
    { writer, after, isTorn, isNew, copyOf }: OwnPlace,
    { prepare, publish, held, now }: OwnAppend,
  ): Promise<readonly LedgerEntry[]> {
    const file = fileOf(writer);
    const path = join(this.#paths.ledger, file);
    if (isTorn) await setTornTailAside(path, after.offset, now, held.isHeld, this.#disk);
    const { entries, ...lines } = encodeEvents(events, file, after);
    const { bytes } = lines;
    let settle: (() => Promise<void>) | undefined;
    const mark = async (): Promise<void> => {
      settle = await markUnsettled(this.#paths, writer);
    };
    const start = await appendPrepared({ ...lines, path, after }, events, {
      prepare,
      publish: async () => (await publish?.({ writer, after, bytes, entries, mark })) ?? false,
      held,
      disk: this.#disk,
    }).catch(async (error: unknown) => {
      if (!isOutcomeUnknown(error)) await settle?.();
      throw error;
    });
    // What is left of it costs a new file, and nothing else.
    await settle?.().catch(() => undefined);
    this.#beginsAnother = false;
    // On disk, so it happened. Without the id kept, the next commit begins another file.
    if (isNew) {
      await keepWriterId(this.#paths, writer, copyOf).then(
        () => {
          this.#newWriter = undefined;
        },
        () => undefined,
      );
    }
    return start === after ? entries : encodeEvents(events, file, start).entries;
  }
}

function fileOf(writer: string): string {
  return `${writer}.jsonl`;
}

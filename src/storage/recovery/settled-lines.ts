import type { Disk } from "../files/disk.ts";
import { isErrno } from "../files/errno.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { sizeChanges } from "../index/index-positions.ts";
import type { LedgerPosition } from "../ledger/ledger-file.ts";
import { ledgerFiles } from "../ledger/ledger-folder.ts";

/** Age (ms) at which a lock that nobody renews counts as left behind. */
const abandoned = 60_000n;

/**
 * Lines of the ledger that stay. A writer whose disk fails takes its lines back before it releases
 * the lock, and somebody may have read them by then; a line that is still there once the lock is
 * free is one that nobody takes back. Only the absence of such a line is a loss.
 */
export class SettledLines {
  readonly #paths: RegistryPaths;
  readonly #disk: Disk;
  #positions: ReadonlyMap<string, LedgerPosition> = new Map();

  constructor(paths: RegistryPaths, disk: Disk) {
    this.#paths = paths;
    this.#disk = disk;
  }

  /** End of the last settled line of each ledger file. */
  get positions(): ReadonlyMap<string, LedgerPosition> {
    return this.#positions;
  }

  /** Takes lines as settled, up to the given positions. */
  set(positions: ReadonlyMap<string, LedgerPosition>): void {
    this.#positions = new Map(positions);
  }

  /** Settles the lines that were read up to `read` if it can; answers whether all of them are. */
  async settle(read: ReadonlyMap<string, LedgerPosition>): Promise<boolean> {
    const known = this.#positions;
    const isSame = [...read].every(([file, { offset }]) => known.get(file)?.offset === offset);
    if (isSame && read.size === known.size) return true;
    if (await this.#isBeingWritten()) return false;
    if (sizeChanges(await ledgerFiles(this.#paths), read).isShorter) return false;
    this.set(read);
    return true;
  }

  async #isBeingWritten(): Promise<boolean> {
    try {
      const { mtimeMs } = await this.#disk.lstat(this.#paths.lock);
      const age = BigInt(Date.now()) - mtimeMs;
      return (age < 0n ? -age : age) < abandoned;
    } catch (error) {
      if (isErrno(error, "ENOENT", "ENOTDIR")) return false;
      throw error;
    }
  }
}

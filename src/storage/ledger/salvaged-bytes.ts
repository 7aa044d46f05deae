import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { openNoFollow } from "../files/open-file.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { hasRightSum } from "./ledger-line.ts";
import type { SalvagedLine } from "./salvage-ledger.ts";

/** Reads lines of damaged ledger files, each of which is opened once. */
export class SalvagedBytes {
  readonly #paths: RegistryPaths;
  readonly #handles = new Map<string, FileHandle>();

  constructor(paths: RegistryPaths) {
    this.#paths = paths;
  }

  /**
   * Returns the bytes of a line, newline excluded.
   *
   * @throws RegistryError `busy` if it is not there any more
   */
  async read({ file, offset, length }: SalvagedLine): Promise<Buffer> {
    const handle = await this.#handleOf(file);
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (hasRightSum(bytes)) return bytes;
    throw new RegistryError({ code: "busy", reason: "ledger-file-changed", file });
  }

  async close(): Promise<void> {
    for (const handle of this.#handles.values()) await handle.close();
  }

  async #handleOf(file: string): Promise<FileHandle> {
    const known = this.#handles.get(file);
    if (known) return known;
    const handle = await openNoFollow(join(this.#paths.ledger, file));
    this.#handles.set(file, handle);
    return handle;
  }
}

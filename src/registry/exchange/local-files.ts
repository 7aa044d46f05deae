import type { EventId } from "../../core/model/ids.ts";
import type { LedgerPosition } from "../../storage/ledger/ledger-file.ts";
import { readLedgerRange } from "../../storage/ledger/ledger-range.ts";
import type { GrownFile } from "./next-head.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/** The ledger of this clone, as far as it has been read. */
export interface LocalLedger {
  /** Position behind the last line that counts, by writer. */
  readonly positions: ReadonlyMap<string, LedgerPosition>;
  readonly registries: readonly EventId[];
}

const ending = ".jsonl";

export function fileOf(writer: string): string {
  return `${writer}${ending}`;
}

/** @throws RegistryError `ledger-damaged` */
export async function localLedger(registry: SharedRegistry): Promise<LocalLedger> {
  return registry.read((state, { positions }) => ({
    positions: new Map(
      [...positions].map(([file, position]) => [file.slice(0, -ending.length), position]),
    ),
    registries: state.events.registries(),
  }));
}

/** Returns a ledger file as something to share, up to its last line that counts. */
export function grownFile(
  { paths }: Pick<SharedRegistry, "paths">,
  writer: string,
  { offset, lines, hash }: LedgerPosition,
): GrownFile {
  const read = async (from: number, to: number): Promise<Uint8Array> => {
    const bytes = await readLedgerRange(paths, fileOf(writer), from, to);
    // Another byte may stand in the place of the last newline.
    if (to === offset && to > from) bytes[bytes.byteLength - 1] = 0x0a;
    return bytes;
  };
  return { writer, length: offset, lines, hash, read };
}

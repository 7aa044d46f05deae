import { ulid } from "ulid";
import * as z from "zod";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { jsonCell } from "../files/json-cell.ts";
import { inOne, readStart } from "../files/quick-reads.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { currentPlace, isSamePlace } from "./writer-place.ts";

/** Returns the id that names this clone's ledger file; undefined before the first write. */
export function readWriterId(paths: RegistryPaths): Promise<string | undefined> {
  return inOne(() => WriterId.safeParse(readStart(paths.writer, maxStart)?.trim()).data);
}

/** Bytes that are read of a file that may be anything. */
const maxStart = 512;

const WriterId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);
const Digits = z.string().regex(/^[0-9]{1,20}$/);
const PlaceFile = jsonCell(
  z.object({
    writer: WriterId,
    machine: z.string(),
    inode: Digits,
    bornAt: Digits,
    /** The writer of the folder that this one is a copy of, if it is known to be one. */
    copyOf: WriterId.optional(),
  }),
);

/** The writer of this clone, and what is known of an earlier one that others may go on to use. */
export interface KnownWriter {
  /**
   * Absent if there is none yet, or if its file may be another clone's: the folder is a copy, or
   * nothing tells that it is not.
   */
  readonly writer?: string;
  /** The writer of the folder that this one is a copy of. */
  readonly copyOf?: string;
}

/**
 * Returns the id by which this clone goes on to write. Two folders with one id would lose each
 * other's events, and another id costs nothing, so an id counts only where it was given.
 */
export async function knownWriter(paths: RegistryPaths): Promise<KnownWriter> {
  const writer = await readWriterId(paths);
  if (writer === undefined) return {};
  const kept = PlaceFile.safeParse(readStart(paths.writerPlace, maxStart) ?? "").data;
  if (kept?.writer !== writer) return {};
  if (!isSamePlace(kept, await currentPlace(paths))) return { copyOf: writer };
  return { writer, ...(kept.copyOf !== undefined && { copyOf: kept.copyOf }) };
}

/** Returns an id for a clone that has none yet. */
export function newWriterId(): string {
  return ulid();
}

/**
 * Keeps the id of this clone. Call it under the lock and once its ledger file has a line: an id
 * that is kept while its file is missing means that the file was lost.
 *
 * @param copyOf the writer of the folder that this one is a copy of
 */
export async function keepWriterId(
  paths: RegistryPaths,
  id: string,
  copyOf?: string,
): Promise<void> {
  const { machine, inode, bornAt } = await currentPlace(paths);
  const place = { writer: id, machine, inode, bornAt, copyOf };
  // First the place: an id without it does not count.
  await writeFileAtomically(paths.writerPlace, Buffer.from(`${JSON.stringify(place)}\n`));
  await writeFileAtomically(paths.writer, Buffer.from(`${id}\n`));
}

import { appendFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { RegistryEvent } from "../../../src/core/events/event.ts";
import { EventStore } from "../../../src/storage/event-store.ts";
import { registryPaths } from "../../../src/storage/files/registry-paths.ts";
import type { SqliteEngine } from "../../../src/storage/index/index-database.ts";
import { chainStart } from "../../../src/storage/ledger/ledger-line.ts";
import { dumpIndex } from "./dump-index.ts";
import { encodeLine } from "./ledger.ts";

/** Clones that write to one registry, each to its own file. */
export const writers = ["first", "second", "third"];

/** Which clone writes an event, and whether the others hear of it at once or with a later one. */
export interface Told {
  readonly writer: number;
  readonly isTold: boolean;
}

/**
 * Grows an index with the events of several clones, which the reader gets to see in any order, and
 * expects that a rebuild makes the same index. Returns what it holds.
 *
 * @param agree compares what the grown index answers with what is expected
 */
export async function growIndex(
  folder: string,
  engine: SqliteEngine,
  steps: readonly Told[],
  events: readonly RegistryEvent[],
  agree?: (grown: EventStore) => Promise<void>,
): Promise<Record<string, string[]>> {
  const paths = registryPaths(folder);
  await rm(paths.root, { recursive: true, force: true });
  await mkdir(paths.ledger, { recursive: true });
  const grown = await EventStore.open(paths, engine);
  const heads = writers.map(() => chainStart);
  const waiting = writers.map((): Buffer[] => []);
  const tell = async (writer: number): Promise<void> => {
    const lines = Buffer.concat(waiting[writer]!.splice(0));
    const file = join(paths.ledger, `${writers[writer]}.jsonl`);
    if (lines.length > 0) await appendFile(file, lines);
    await grown.catchUp();
  };
  for (const [index, event] of events.entries()) {
    const { writer, isTold } = steps[index]!;
    const { bytes, hash } = encodeLine(event, heads[writer]!);
    heads[writer] = hash;
    waiting[writer]!.push(bytes);
    if (isTold) await tell(writer);
  }
  for (const writer of [...writers.keys()].reverse()) await tell(writer);
  expect(grown.damages).toEqual([]);
  await grown.save();
  const dump = dumpIndex(paths.index);
  await agree?.(grown);
  await grown.close();

  await rm(paths.index);
  const rebuilt = await EventStore.open(paths, engine);
  await rebuilt.save();
  expect(dump).toEqual(dumpIndex(paths.index));
  expect(await rebuilt.compareIndex()).toEqual([]);
  await rebuilt.close();
  return dump;
}

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EventBody } from "../../../src/core/events/event.ts";
import { TagSet } from "../../../src/core/model/markings.ts";
import { lineProblemText } from "../../../src/core/refusals/ledger/line-fault.ts";
import { RegistryError } from "../../../src/core/refusals/refusal.ts";
import { EventStore } from "../../../src/storage/event-store.ts";
import { holderName } from "../../../src/storage/files/lock-folder.ts";
import { registryPaths, type RegistryPaths } from "../../../src/storage/files/registry-paths.ts";
import { SqliteEngine } from "../../../src/storage/index/index-database.ts";
import { ledgerFiles, noEnds, readLedgers } from "../../../src/storage/ledger/ledger-folder.ts";
import { DrivenClock, drivenDisk, randomNumbers } from "./driven-disk.ts";
import { wasm } from "./wasm.ts";

export interface Rounds {
  readonly acknowledged: number;
  readonly refused: number;
  /** Lines of writers who had lost the lock. */
  readonly superseded: number;
}

/**
 * Runs rounds in which several writers, each with its own state, find the lock of a dead process
 * and try to write. Afterwards every acknowledged event must be readable, and nothing damaged.
 *
 * @throws Error if anything is lost or damaged, with the round and the seed
 */
export async function runDeadLockRounds(
  folder: string,
  { rounds, writers, seed }: { rounds: number; writers: number; seed: number },
): Promise<Rounds> {
  const paths = registryPaths(folder);
  await mkdir(paths.ledger, { recursive: true });
  const [clock, random] = [new DrivenClock(), randomNumbers(seed)];
  const engine = await SqliteEngine.load(await wasm());
  const open = (): Promise<EventStore> => EventStore.open(paths, engine, drivenDisk(clock, random));
  const stores = await Promise.all(Array.from({ length: writers }, open));
  const acknowledged = new Set<string>();
  let refused = 0;
  for (let round = 1; round <= rounds; round += 1) {
    await leaveDeadLock(paths, round);
    const writes = stores.map(async (store, writer) => {
      const body = change(`round ${round} writer ${writer}`);
      const now = Date.now() + Math.floor(random() * 5_000);
      try {
        for (const { id } of await store.append(() => [body], {}, { actor, now })) {
          acknowledged.add(id);
        }
      } catch (error) {
        if (!(error instanceof RegistryError && error.refusal.code === "busy")) throw error;
        refused += 1;
      }
    });
    await clock.drive(Promise.all(writes));
    if (round % 10 === 0 || round === rounds) {
      await check(paths, acknowledged, `round ${round}, seed ${seed}`);
    }
  }
  const superseded = await check(paths, acknowledged, `seed ${seed}`);
  for (const store of stores) await store.close();
  return { acknowledged: acknowledged.size, refused, superseded };
}

const actor = { name: "Ada" };

function change(value: string): EventBody {
  return TagSet.parse({ type: "tag.set", v: 1, data: { model: "fraud", key: "round", value } });
}

/**
 * Leaves a lock of each kind in turn: the empty folder of an older release, the hold of an unknown
 * machine, both at once.
 */
async function leaveDeadLock({ lock }: RegistryPaths, round: number): Promise<void> {
  await mkdir(lock, { recursive: true });
  if (round % 3 === 0) return;
  const dead = holderName(`0123456789ab-x-${round}-x`, "0".repeat(16));
  await writeFile(join(lock, dead), "");
}

/** Answers how many lines don't count. */
async function check(
  paths: RegistryPaths,
  acknowledged: ReadonlySet<string>,
  where: string,
): Promise<number> {
  const [ends, files] = [noEnds(), await ledgerFiles(paths)];
  const found = new Set<string>();
  for await (const entries of readLedgers(paths, files.keys(), new Map(), ends)) {
    for (const { event } of entries) found.add(event.id);
  }
  const lost = [...acknowledged].filter((id) => !found.has(id));
  if (lost.length > 0) throw new Error(`lost in ${where}: ${lost.join(", ")}`);
  const [damage] = ends.damages;
  if (damage)
    throw new Error(`damaged in ${where}: line ${damage.line}, ${lineProblemText(damage.problem)}`);
  return ends.superseded.length;
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runDeadLockRounds } from "../unit/support/dead-lock-rounds.ts";
import { duration, printTable, timed } from "./measure.ts";

const [rounds, writers] = [1_000, 8];

/** Writers that all find the lock of a dead process: what is acknowledged must be read, always. */
export async function benchDeadLock(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "model-registry-dead-lock-"));
  const seed = Math.floor(Math.random() * 2 ** 31);
  try {
    let rows: string[][] = [];
    const time = await timed(async () => {
      const counted = await runDeadLockRounds(folder, { rounds, writers, seed });
      rows = Object.entries(counted).map(([name, count]) => [name, String(count)]);
    });
    printTable(
      ["dead lock", `${rounds} rounds, ${writers} writers, seed ${seed}`],
      [...rows, ["lost or damaged", "0"], ["time", duration(time)]],
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { register } from "../../src/registry/registration/register.ts";
import { copyAndHash } from "../../src/storage/artifacts/copy-and-hash.ts";
import { duration, openRegistry, printTable, quantile, timed } from "./measure.ts";

const gibibytes = 2;
const runs = 5;

/** Measures the registration of a large file, beside `cp` and `sha256sum` of the same file. */
export async function benchLargeFile(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "model-registry-bench-"));
  const file = join(folder, "model.bin");
  const copy = join(folder, "copy.bin");
  const run = (command: string): (() => Promise<void>) => {
    return () => {
      const { status, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
      if (status !== 0) throw new Error(`${command}: ${stderr}`);
      return Promise.resolve();
    };
  };
  const tasks = {
    register: async () => {
      const registry = await openRegistry(folder);
      await register(registry, {
        model: "large",
        paths: [file],
        parents: [],
        allowIdentical: false,
        metricsFiles: [],
        parametersFiles: [],
        datasets: [],
      });
      await registry.close();
    },
    cp: run(`cp ${file} ${copy}`),
    "cp, then sync": run(`cp ${file} ${copy} && sync ${copy}`),
    sha256sum: run(`sha256sum ${file}`),
    "hashing alone (node:crypto)": async () => {
      const source = await open(file);
      await copyAndHash(source, undefined, {});
      await source.close();
    },
  };
  try {
    await writeRandomFile(file);
    const times = new Map<string, number[]>(Object.keys(tasks).map((name) => [name, []]));
    for (let round = 0; round < runs; round += 1) {
      for (const [name, task] of Object.entries(tasks)) {
        // What the others left to be written must not be paid for by the next.
        await rm(copy, { force: true });
        await rm(join(folder, ".model-registry"), { recursive: true, force: true });
        spawnSync("sync");
        times.get(name)?.push(await timed(task));
      }
    }
    const median = (name: string): number => quantile(times.get(name) ?? [], 0.5);
    printTable(
      [`${gibibytes} GiB file, ${runs} rounds`, "median", "all", "register is … times this"],
      [...times].map(([name, values]) => [
        name,
        duration(median(name)),
        values.map(duration).join(", "),
        (median("register") / median(name)).toFixed(2),
      ]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeRandomFile(path: string): Promise<void> {
  const handle = await open(path, "wx");
  try {
    const block = randomBytes(64 * 1024 * 1024);
    for (let written = 0; written < gibibytes * 1024 ** 3; written += block.length) {
      await handle.writeFile(block);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type * as fileSystem from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test, vi } from "vitest";
import { readLog } from "../../../../src/registry/audit/read-log.ts";
import { repairLedger } from "../../../../src/registry/audit/repair-ledger.ts";
import {
  findings,
  ledgerFile,
  ledgerLines,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

/** Renames that a process makes before it is killed, and those it has made. */
const renames = vi.hoisted(() => ({ left: Infinity, made: 0 }));

vi.mock("node:fs/promises", async (importOriginal) => {
  const real = await importOriginal<typeof fileSystem>();
  return {
    ...real,
    rename: async (from: string, to: string) => {
      if (renames.made >= renames.left) throw new Error("killed");
      renames.made += 1;
      await real.rename(from, to);
    },
  };
});

/** A registry of four versions whose ledger is damaged in line 3. */
async function damagedRegistry(): Promise<{
  readonly folder: string;
  readonly ledger: string;
  readonly damaged: string;
}> {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    for (const version of [1, 2, 3, 4]) await registerContent(registry, `v${version}`);
  });
  const ledger = await ledgerFile(folder);
  const lines = await ledgerLines(ledger);
  const damaged = lines.with(2, lines[2]!.replace("Ada", "Eve")).join("\n");
  await writeFile(ledger, `${damaged}\n`);
  return { folder, ledger, damaged };
}

test("a repair that is cancelled writes nothing", async () => {
  const { folder } = await damagedRegistry();
  const root = join(folder, ".model-registry");
  await rm(join(root, "registry.db"));
  await withRegistry(folder, async (registry) => {
    const before = await readdir(root, { recursive: true });
    const repair = repairLedger(registry, {}, { signal: AbortSignal.abort() });
    await expect(repair).rejects.toThrow("aborted");
    expect(await readdir(root, { recursive: true })).toEqual(before);
    expect((await repairLedger(registry, {}))?.files).toHaveLength(1);
  });
});

test("a repair that is cut off after any of its steps leaves the registry as before or as after", async () => {
  const { folder: whole, ledger, damaged } = await damagedRegistry();

  const outcomes: boolean[] = [];
  while (outcomes.at(-1) !== true) {
    const steps = outcomes.length;
    const folder = await temporaryFolder();
    await cp(whole, folder, { recursive: true });
    const root = join(folder, ".model-registry");
    await rm(join(root, "registry.db"));
    await withRegistry(folder, async (registry) => {
      Object.assign(renames, { left: steps, made: 0 });
      const isDone = await repairLedger(registry, {}).then(
        () => true,
        () => false,
      );
      outcomes.push(isDone);
      Object.assign(renames, { left: Infinity });
    });
    await withRegistry(folder, async (registry) => {
      expect(registry.loss, `after ${steps} steps`).toBeUndefined();
      const isBefore = registry.damages.length > 0;
      expect(isBefore).toBe(!outcomes.at(-1));
      if (isBefore) {
        expect(registry.damages).toMatchObject([{ file: basename(ledger), line: 3 }]);
        expect(await readFile(join(root, "ledger", basename(ledger)), "utf8")).toBe(`${damaged}\n`);
      }
      // Whoever repairs it again gets the same registry.
      await repairLedger(registry, {});
      expect((await versionsOf(registry)).map(({ number }) => number)).toEqual([1, 3, 4]);
      expect(await findings(registry)).toEqual([]);
      const log = await readLog(registry, { limit: 100 });
      expect(log.filter(({ type }) => type === "ledger.repaired")).toHaveLength(1);
      expect((await registerContent(registry, "v5")).number).toBe(5);
    });
    const names = await readdir(join(root, "ledger"));
    expect(names.filter((name) => name.endsWith(".jsonl"))).toHaveLength(1);
    expect(names.filter((name) => name.includes(".damaged-"))).toHaveLength(1);
  }
  // The new file, the writer's name, the damaged file.
  expect(outcomes.length).toBeGreaterThan(3);
});

import { appendFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { VersionId } from "../../../../src/core/model/ids.ts";
import { summarise } from "../../../../src/core/observations/summary.ts";
import { observe } from "../../../../src/registry/observations/observe.ts";
import { readObservations } from "../../../../src/registry/observations/read-observations.ts";
import { sealObservations } from "../../../../src/registry/observations/seal-observations.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { collectGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  findings,
  openRegistry,
  registerContent,
  useTemporaryFolders,
  withRegistry,
} from "../../support/registry.ts";

const makeFolder = useTemporaryFolders();
/** A whole minute, two hours ago. */
const begin = Math.floor(Date.now() / 60_000 - 120) * 60_000;

async function summaryOf(registry: Registry, versions?: readonly VersionId[]): Promise<object> {
  const found = await readObservations(registry, {
    versions,
    from: begin,
    to: begin + 3_600_000,
    period: "minute",
  });
  return summarise(found).map(({ count, metrics }) => ({
    count,
    metrics: Object.fromEntries(
      [...metrics].map(([key, { count, mean, lowest, highest }]) => [
        key,
        { count, mean: Number(mean.toFixed(6)), lowest, highest },
      ]),
    ),
  }));
}

function record(registry: Registry, from: number, to: number): Promise<unknown> {
  const observations = Array.from({ length: to - from }, (_, index) => ({
    at: begin + (from + index) * 1000,
    metrics: { latency_ms: from + index },
    outcome: (from + index) % 2,
  }));
  return observe(registry, { observations, version: "fraud@1" });
}

const all = [
  {
    count: 200,
    metrics: {
      latency_ms: { count: 200, mean: 99.5, lowest: 0, highest: 199 },
      outcome: { count: 200, mean: 0.5, lowest: 0, highest: 1 },
    },
  },
];

test("observations say the same before they are sealed, after that, and without the index", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "observed 1");
    await record(registry, 0, 50);
    await record(registry, 50, 100);
    expect(await sealObservations(registry)).toBe(100);
    expect(await readdir(registry.paths.observations)).toEqual([]);
    await record(registry, 100, 200);
    expect(await summaryOf(registry)).toEqual(all);
    expect(await sealObservations(registry)).toBe(100);
    expect(await sealObservations(registry)).toBe(0);
    expect(await summaryOf(registry)).toEqual(all);
    expect(await findings(registry)).toEqual([]);
    const collected = await collectGarbage(registry, {});
    expect(collected).toMatchObject({ objects: 0 });
    expect(await summaryOf(registry)).toEqual(all);
  });
  await rm(join(folder, ".model-registry", "registry.db"));
  await withRegistry(folder, async (registry) => {
    expect(await summaryOf(registry)).toEqual(all);
  });
});

test("what a crash has left between sealing and removing counts once", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "observed 2");
    await record(registry, 0, 200);
    await registry.observationLogs.close();
    const [name = ""] = await readdir(registry.paths.observations);
    const path = join(registry.paths.observations, name);
    const { readFile } = await import("node:fs/promises");
    const content = await readFile(path);
    // Closed, not sealed yet.
    expect(await summaryOf(registry)).toEqual(all);
    await sealObservations(registry);
    await writeFile(path, content);
    expect(await summaryOf(registry)).toEqual(all);
    expect(await sealObservations(registry)).toBe(0);
    expect(await readdir(registry.paths.observations)).toEqual([]);
  });
});

test("two processes record and seal at once, and every observation counts once", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, (registry) => registerContent(registry, "observed 3"));
  const registries = await Promise.all([0, 1, 2].map(() => openRegistry(folder)));
  try {
    const [first, second, third] = registries;
    if (!first || !second || !third) throw new Error("not opened");
    const write = async (registry: Registry, from: number): Promise<void> => {
      for (let at = from; at < from + 100; at += 10) await record(registry, at, at + 10);
    };
    const seal = async (): Promise<void> => {
      for (let round = 0; round < 6; round += 1) await sealObservations(third);
    };
    await Promise.all([write(first, 0), write(second, 100), seal()]);
    for (const registry of registries) expect(await summaryOf(registry)).toEqual(all);
    await sealObservations(first);
    for (const registry of registries) expect(await summaryOf(registry)).toEqual(all);
  } finally {
    for (const registry of registries) await registry.close();
  }
});

test("lines that are no observation are passed over, a torn one too", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "observed 4");
    await record(registry, 0, 100);
    const live = join(registry.paths.observations, "live.jsonl");
    await appendFile(live, '{"of":"a newer release"}\n[]\n{"at":17');
    await record(registry, 100, 200);
    expect(await summaryOf(registry)).toEqual(all);
    expect(await sealObservations(registry)).toBe(200);
    expect(await summaryOf(registry)).toEqual(all);
  });
});

test("a batch is recorded whole or not at all", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "observed 5");
    const good = { at: begin, outcome: 1 };
    const far = Date.now() + 3_600_000;
    const refusals = [
      await refusalOf(observe(registry, { observations: [good] })),
      await refusalOf(
        observe(registry, {
          observations: [good, { ...good, version: "fraud@7" }],
          version: "fraud@1",
        }),
      ),
      await refusalOf(
        observe(registry, {
          observations: [good, { at: far, outcome: 1 }],
          version: "fraud@1",
          before: 10,
        }),
      ),
    ];
    expect(refusals).toMatchObject([
      { reason: "observation-without-version", message: "Observation 1 names no version." },
      { code: "unknown-version" },
      { reason: "observation-in-future" },
    ]);
    expect(refusals[2]?.message).toContain("of observation 12 ");
    expect(await summaryOf(registry)).toEqual([]);
  });
});

test("Restricted Mode records nothing and shows what there is", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "observed 6");
    await record(registry, 0, 200);
  });
  const restricted = await openRegistry(folder, false);
  try {
    expect(await refusalOf(record(restricted, 0, 1).then(() => undefined))).toMatchObject({
      reason: "restricted-mode",
    });
    expect(await summaryOf(restricted)).toEqual(all);
  } finally {
    await restricted.close();
  }
});

test("garbage collection removes single observations after the time that the policy says", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "observed 7");
    // Within an hour: sums of its first minute would be those of the hour.
    const hour = 3_600_000;
    const at = (Math.floor(Date.now() / hour) - 40 * 24) * hour - hour / 2;
    await observe(registry, { observations: [{ at, outcome: 1 }], version: "fraud@1" });
    await sealObservations(registry);
    const policy = join(folder, ".model-registry", "policy.yaml");
    const keep = (days: number): string =>
      `version: 1\nmonitoring:\n  keep: { rawDays: ${days}, minuteDays: ${days + 5} }\n`;
    await writeFile(policy, keep(41));
    expect(await collectGarbage(registry, {})).toMatchObject({ objects: 0 });
    // Nobody can say what a broken policy wants.
    await writeFile(policy, "version: 1\nmonitoring: 7\n");
    expect(await collectGarbage(registry, {})).toMatchObject({ objects: 0 });
    await writeFile(policy, keep(40 - 1));
    expect(await collectGarbage(registry, {})).toMatchObject({ objects: 1 });
    await writeFile(policy, keep(30));
    expect(await collectGarbage(registry, {})).toMatchObject({ objects: 1 });
    const found = await readObservations(registry, { from: at, to: at, period: "minute" });
    expect(summarise(found)).toMatchObject([{ count: 1 }]);
    expect(await findings(registry)).toEqual([]);
  });
});

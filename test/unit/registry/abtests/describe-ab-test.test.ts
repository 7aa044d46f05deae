import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAbTest } from "../../../../src/registry/abtests/change-ab-test.ts";
import { concludeAbTest } from "../../../../src/registry/abtests/conclude-ab-test.ts";
import {
  outlineAbTests,
  runningAbTests,
} from "../../../../src/registry/abtests/describe-ab-test.ts";
import { observedMetricNames, planAbTest } from "../../../../src/registry/abtests/plan-ab-test.ts";
import { observe } from "../../../../src/registry/observations/observe.ts";
import { sealObservations } from "../../../../src/registry/observations/seal-observations.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { minute, useOwnTime, wait } from "../../support/monitored.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";

useOwnTime();
const temporaryFolder = useTemporaryFolders();

const plan = {
  metric: { key: "errors", better: "lower" },
  ...{ level: 0.05, power: 0.8, effect: 0.2 },
} as const;

async function start(registry: Registry, name: string, versions: readonly string[]): Promise<void> {
  const guardrails = [{ key: "latency_ms", better: "lower" }] as const;
  await createAbTest(registry, { name, versions, isShadow: false, guardrails, ...plan });
}

async function use(registry: Registry, version: string, about: object = {}): Promise<void> {
  const observations = Array.from({ length: 200 }, (_, index) => ({
    version,
    ...about,
    metrics: { errors: Number(index % 10 === 0) },
  }));
  await observe(registry, { observations });
}

/** Returns the objects of a registry. */
async function objects(registry: Registry): Promise<readonly string[]> {
  const folder = join(registry.folder, ".model-registry", "artifacts");
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
}

test("a test whose observations can't be read says so, and keeps no other from being shown", async () => {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder);
  for (const content of ["one", "two", "three"]) await registerContent(registry, content);
  await start(registry, "damaged", ["fraud@1", "fraud@2"]);
  wait(minute);
  await start(registry, "whole", ["fraud@3", "fraud@2"]);
  await use(registry, "fraud@1", { test: "damaged" });
  const before = new Set(await objects(registry));
  wait(10 * minute);
  expect(await sealObservations(registry)).toBe(200);
  for (const path of await objects(registry)) if (!before.has(path)) await rm(path);

  const again = await openRegistry(folder);
  const outlines = await outlineAbTests(again, { isRunning: true });
  const titles = ["fraud 1", "fraud 2"];
  expect(outlines).toMatchObject([
    { test: { name: "whole" }, state: "running" },
    { test: { name: "damaged" }, titles, state: "unread" },
  ]);
  expect(outlines[1]?.summary).toMatch(/aggregates of observations/);
  const id = outlines[0]?.test.id;
  expect(await outlineAbTests(again, { ...(id && { test: id }) })).toHaveLength(1);
  // Nor does it keep anybody from starting another one.
  expect(await observedMetricNames(again, { versions: ["fraud@1"] })).toEqual([]);
  const unknown = { needed: undefined, duration: undefined, baseline: undefined };
  const versions = ["fraud@1", "fraud@3"];
  expect(await planAbTest(again, { versions, isShadow: false, ...plan })).toEqual(unknown);
});

test("the names of running tests are known without their results", async () => {
  const registry = await openRegistry(await temporaryFolder());
  for (const content of ["one", "two"]) await registerContent(registry, content);
  expect(await runningAbTests(registry, {})).toEqual([]);
  await start(registry, "first", ["fraud@1", "fraud@2"]);
  wait(minute);
  await start(registry, "second", ["fraud@2", "fraud@1"]);
  expect(await runningAbTests(registry, {})).toEqual(["second", "first"]);
  await concludeAbTest(registry, { test: "second" });
  expect(await runningAbTests(registry, {})).toEqual(["first"]);
});

test("a shadow test lasts as much shorter as it has versions that answer each request", async () => {
  const registry = await openRegistry(await temporaryFolder());
  for (const content of ["one", "two"]) await registerContent(registry, content);
  await use(registry, "fraud@1");
  wait(60 * minute);
  const request = { versions: ["fraud@1", "fraud@2"], ...plan };
  const split = await planAbTest(registry, { ...request, isShadow: false });
  const shadow = await planAbTest(registry, { ...request, isShadow: true });
  expect(shadow.needed).toBe(split.needed);
  expect(split.duration).toBeGreaterThan(0);
  expect(shadow.duration).toBeCloseTo((split.duration ?? 0) / 2);
});

import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Timestamp } from "../../../../src/core/model/ids.ts";
import { createAbTest } from "../../../../src/registry/abtests/change-ab-test.ts";
import { concludeAbTest } from "../../../../src/registry/abtests/conclude-ab-test.ts";
import { outlineAbTests } from "../../../../src/registry/abtests/describe-ab-test.ts";
import { readAbReport } from "../../../../src/registry/abtests/read-ab-results.ts";
import { pull, sync } from "../../../../src/registry/exchange/sync.ts";
import { observe } from "../../../../src/registry/observations/observe.ts";
import { readObservations } from "../../../../src/registry/observations/read-observations.ts";
import { sealForOthers } from "../../../../src/registry/observations/seal-for-others.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { artifactPath } from "../../../../src/storage/files/registry-paths.ts";
import { minute, useOwnTime, wait } from "../../support/monitored.ts";
import { registerContent, useTemporaryFolders } from "../../support/registry.ts";
import { makeShare, openClone } from "../../support/shared-clones.ts";

useOwnTime();
const newFolder = useTemporaryFolders();
const opened: Registry[] = [];

afterEach(async () => {
  for (const registry of opened.splice(0)) await registry.close();
});

interface World {
  readonly share: string;
  readonly ada: Registry;
  readonly ben: Registry;
}

/** Two clones; in Ada's, a test of two versions runs and was observed 200 times. */
async function observed(name: string): Promise<World> {
  const parent = await newFolder();
  const share = await makeShare(parent);
  const ada = await openClone(join(parent, "ada"), share);
  const ben = await openClone(join(parent, "ben"), share);
  opened.push(ada, ben);
  for (const each of ["one", "two"]) await registerContent(ada, `${each} of ${name}`);
  await start(ada, name);
  wait(minute);
  const observations = Array.from({ length: 200 }, (_, index) => ({
    version: `fraud@${1 + (index % 2)}`,
    test: name,
    metrics: { errors: Number(index % 10 < 2) },
  }));
  await observe(ada, { observations });
  wait(minute);
  await sealForOthers(ada, {});
  await sync(ada, {});
  return { share, ada, ben };
}

function start(registry: Registry, name: string): Promise<unknown> {
  return createAbTest(registry, {
    ...{ name, versions: ["fraud@1", "fraud@2"], isShadow: false, guardrails: [] },
    ...{ metric: { key: "errors", better: "lower" }, level: 0.05, power: 0.8, effect: 0.2 },
  });
}

/** Removes the aggregates from a clone, as if it had got the history alone. */
async function forget(registry: Registry): Promise<void> {
  const since = Timestamp.parse(new Date(0).toISOString());
  const parts = await registry.read((state) => state.observations.sealed(since));
  for (const { minutes, hours } of parts) {
    for (const { sha256 } of [minutes, hours]) {
      await rm(artifactPath(registry.paths, sha256), { force: true });
    }
  }
}

const values = async (registry: Registry, name: string): Promise<number> =>
  (await readAbReport(registry, { test: name })).results.values;

test("what was observed lately comes with the history", async () => {
  const { ben } = await observed("with-pull");
  expect((await pull(ben, {})).received).toMatchObject({ objects: 2 });
  expect(await values(ben, "with-pull")).toBe(200);
  expect((await sync(ben, {})).received).toMatchObject({ lines: 0, objects: 0 });
});

test("what is not here is fetched when results need it", async () => {
  const { ben } = await observed("when-needed");
  await pull(ben, {});
  await forget(ben);
  expect(await values(ben, "when-needed")).toBe(200);
  await forget(ben);
  const periods = await readObservations(ben, { from: 0, to: Date.now(), period: "hour" });
  expect(periods.reduce((sum, { count }) => sum + count, 0)).toBe(200);
});

test("a remote that fails is left alone for a minute, and the test can end without figures", async () => {
  const { share, ben } = await observed("unread");
  await pull(ben, {});
  await forget(ben);
  await rename(share, `${share}-away`);
  const unread = { refusal: { code: "remote-unreachable" } };
  await expect(values(ben, "unread")).rejects.toMatchObject(unread);
  await rename(`${share}-away`, share);
  await expect(values(ben, "unread")).rejects.toMatchObject(unread);
  expect(await outlineAbTests(ben, {})).toMatchObject([{ state: "unread" }]);
  await expect(concludeAbTest(ben, { test: "unread" })).rejects.toMatchObject({
    refusal: { code: "figures-unread", test: "unread" },
  });
  wait(minute + 1);
  expect(await values(ben, "unread")).toBe(200);

  await forget(ben);
  const { data } = await concludeAbTest(ben, {
    ...{ test: "unread", winner: "fraud@2", withoutFigures: true },
  });
  expect(data).toMatchObject({ significant: false, variants: [] });
  expect(data.summary).toBe("Ended without figures.");
});

test("a test of a name that another clone has given is refused", async () => {
  const { ben } = await observed("one-name");
  await pull(ben, {});
  await expect(start(ben, "one-name")).rejects.toMatchObject({ refusal: { code: "test-exists" } });
});

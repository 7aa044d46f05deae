import { expect, test, vi } from "vitest";
import { RegistryError } from "../../../../src/core/refusals/refusal.ts";
import { createAbTest } from "../../../../src/registry/abtests/change-ab-test.ts";
import { checkCanaries } from "../../../../src/registry/abtests/check-canaries.ts";
import { monitor } from "../../../../src/registry/monitoring/monitor.ts";
import { monitoringInterval } from "../../../../src/registry/monitoring/watch-interval.ts";
import { observe } from "../../../../src/registry/observations/observe.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { findAbTest } from "../../../../src/registry/routing/find-ab-test.ts";
import { minute, useOwnTime, wait } from "../../support/monitored.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";

useOwnTime();
const temporaryFolder = useTemporaryFolders();
const hour = 60 * minute;

async function rollout(registry: Registry): Promise<void> {
  await registerContent(registry, "rolled out before");
  await registerContent(registry, "rolled out by steps");
  await createAbTest(registry, {
    name: "rollout",
    versions: ["fraud@1", "fraud@2"],
    isShadow: false,
    metric: { key: "errors", better: "lower" },
    guardrails: [{ key: "latency_ms", better: "lower" }],
    ...{ level: 0.05, power: 0.8, effect: 0.1 },
    canary: { steps: [1000, 5000, 10_000], every: hour },
  });
}

/** Observes so many of both versions as the split says, the second one with this latency. */
async function use(registry: Registry, count: number, latency = 20): Promise<void> {
  const { splits } = await findAbTest(registry, "rollout");
  const [, second = 0] = splits.at(-1)?.shares ?? [];
  const observations = Array.from({ length: count }, (_, index) => {
    const isSecond = (index * 10_000) / count < second;
    return {
      test: "rollout",
      version: isSecond ? "fraud@2" : "fraud@1",
      metrics: {
        errors: Number(index % 10 === 0),
        latency_ms: (isSecond ? latency : 20) + (index % 7),
      },
    };
  });
  await observe(registry, { observations });
}

const splitsOf = async (registry: Registry): Promise<readonly (readonly number[])[]> =>
  (await findAbTest(registry, "rollout")).splits.map(({ shares }) => shares);

test("a canary grows once a step held, and stops by itself when something gets worse", async () => {
  const registry = await openRegistry(await temporaryFolder());
  expect(await monitoringInterval(registry, {})).toBeNull();
  await rollout(registry);
  expect(await monitoringInterval(registry, {})).toBe(5 * minute);
  expect(await checkCanaries(registry, {})).toMatchObject([
    { test: "rollout", action: { kind: "wait", why: "time" }, isRecorded: false },
  ]);
  wait(hour);
  expect(await checkCanaries(registry, {})).toMatchObject([{ action: { why: "values" } }]);
  await use(registry, 2000);
  wait(minute);
  // One that can't be recorded is told as such, and tried again the next time.
  const busy = { code: "busy", reason: "remote-busy", address: "/mnt/models" } as const;
  const commit = vi.spyOn(registry, "commit").mockRejectedValueOnce(new RegistryError(busy));
  expect(await checkCanaries(registry, {})).toMatchObject([
    {
      test: "rollout",
      isRecorded: false,
      problem: expect.stringContaining(busy.address) as string,
    },
  ]);
  commit.mockRestore();
  // Two windows look at once: one of them records.
  const both = await Promise.all([checkCanaries(registry, {}), checkCanaries(registry, {})]);
  const recorded = both.flat().filter(({ isRecorded }) => isRecorded);
  expect(recorded).toMatchObject([{ action: { kind: "grow", shares: [5000, 5000] } }]);
  expect(await splitsOf(registry)).toEqual([
    [9000, 1000],
    [5000, 5000],
  ]);

  wait(2 * minute);
  await use(registry, 2000, 80);
  const { canaries } = await monitor(registry, {});
  expect(canaries).toMatchObject([{ action: { kind: "stop" }, isRecorded: true }]);
  const { conclusion } = await findAbTest(registry, "rollout");
  expect(conclusion?.data.winner).toBeUndefined();
  expect(conclusion?.data.reason).toMatch(
    /^The canary stopped at 50\/50: fraud 2 is worse than fraud 1 in latency_ms/,
  );
  wait(2 * hour);
  expect(await checkCanaries(registry, {})).toEqual([]);
  expect(await monitoringInterval(registry, {})).toBeNull();
});

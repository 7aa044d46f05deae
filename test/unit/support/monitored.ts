import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, vi } from "vitest";
import { Stage, type VersionId } from "../../../src/core/model/ids.ts";
import { transition } from "../../../src/registry/lifecycle/transition.ts";
import type { MonitorReport } from "../../../src/registry/monitoring/monitor.ts";
import { observe } from "../../../src/registry/observations/observe.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import { registerContent, versionsOf } from "./registry.ts";

/** Versions in use, for tests of monitoring: time passes when a test says so. */

export const minute = 60_000;

/** Makes the clock stand still between calls of `wait`. */
export function useOwnTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

export function wait(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

export async function writePolicy(registry: Registry, monitoring: object): Promise<void> {
  const policy = { version: 1, monitoring };
  await writeFile(join(registry.folder, ".model-registry", "policy.yaml"), JSON.stringify(policy));
}

/** Registers versions, and brings each of them to Production, the last one last. */
export async function makeVersions(
  registry: Registry,
  ...contents: string[]
): Promise<VersionId[]> {
  for (const content of contents) {
    const { id } = await registerContent(registry, content);
    await promote(registry, id);
    wait(minute);
  }
  return (await versionsOf(registry)).map(({ id }) => id);
}

export async function promote(registry: Registry, version: VersionId): Promise<void> {
  for (const to of ["Staging", "Production"]) {
    await transition(registry, { version, to: Stage.parse(to) });
  }
}

export function see(
  registry: Registry,
  metrics: Record<string, number>,
  count = 50,
): Promise<unknown> {
  const observations = Array.from({ length: count }, () => ({ metrics }));
  return observe(registry, { observations, version: "fraud@Production" });
}

export function recorded({ raised, recovered, rollbacks, completed }: MonitorReport): object {
  return {
    raised: raised.map(({ data }) => data.rule),
    recovered: recovered.map(({ data }) => `${data.rule} ${data.cause}`),
    rollbacks: rollbacks.map(({ restored, problem }) => restored ?? problem),
    completed: completed.length,
  };
}

export const nothing = { raised: [], recovered: [], rollbacks: [], completed: 0 };
export const slow = { name: "slow", threshold: { metric: "latency_ms", max: 100, window: "10m" } };

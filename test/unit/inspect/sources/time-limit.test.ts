import { performance } from "node:perf_hooks";
import { afterEach, expect, test, vi } from "vitest";
import { TimeLimit } from "../../../../src/inspect/sources/time-limit.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A clock, and the time for which this process had the processor, in milliseconds. */
function useClocks(): { passed: number; used: number } {
  const clocks = { passed: 0, used: 0 };
  vi.spyOn(performance, "now").mockImplementation(() => 1_000 + clocks.passed);
  vi.spyOn(process, "cpuUsage").mockImplementation((since) => ({
    user: (clocks.used * 1000) / 2 - (since?.user ?? 0),
    system: (clocks.used * 1000) / 2 - (since?.system ?? 0),
  }));
  return clocks;
}

test("time in which others have the processor does not count", () => {
  const clocks = useClocks();
  const limit = new TimeLimit(5_000);
  Object.assign(clocks, { passed: 20_000, used: 1_000 });
  expect(limit.rest).toBeCloseTo(20_000 / 6);
  Object.assign(clocks, { passed: 24_000, used: 5_000 });
  expect(limit.rest).toBe(0);
});

test("time in which several threads compute counts once", () => {
  const clocks = useClocks();
  const limit = new TimeLimit(5_000);
  Object.assign(clocks, { passed: 3_000, used: 12_000 });
  expect(limit.rest).toBe(2_000);
});

test("a disk that does not answer ends it as well", () => {
  const clocks = useClocks();
  const limit = new TimeLimit(5_000);
  Object.assign(clocks, { passed: 59_000, used: 0 });
  expect(limit.rest).toBeGreaterThan(0);
  Object.assign(clocks, { passed: 60_000, used: 0 });
  expect(limit.rest).toBe(0);
});

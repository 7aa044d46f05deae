import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { afterPause } from "../../../src/editor/after-pause.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that goes on until it is told to end. */
function slowWork(): { readonly work: () => Promise<void>; readonly ends: (() => void)[] } {
  const ends: (() => void)[] = [];
  const work = (): Promise<void> => new Promise((resolve) => ends.push(resolve));
  return { work, ends };
}

const failed = vi.fn();

test("work is done once nothing has asked for it for a while", async () => {
  const { work, ends } = slowWork();
  const paused = afterPause(200, work, failed);
  paused.soon();
  await vi.advanceTimersByTimeAsync(150);
  paused.soon();
  await vi.advanceTimersByTimeAsync(150);
  expect(ends).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(50);
  expect(ends).toHaveLength(1);
});

test("what is asked for while it goes on is done afterwards, once", async () => {
  const { work, ends } = slowWork();
  const paused = afterPause(200, work, failed);
  for (let asked = 0; asked < 3; asked += 1) {
    paused.soon();
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await vi.advanceTimersByTimeAsync(1000);
  expect(ends).toHaveLength(2);
});

test("work that fails is told of, and done again when it is asked for", async () => {
  const work = vi.fn().mockRejectedValueOnce(new Error("no registry")).mockResolvedValue(undefined);
  const paused = afterPause(200, work, failed);
  paused.soon();
  await vi.advanceTimersByTimeAsync(200);
  expect(failed).toHaveBeenCalledExactlyOnceWith(new Error("no registry"));
  paused.soon();
  await vi.advanceTimersByTimeAsync(200);
  expect(work).toHaveBeenCalledTimes(2);
});

test("disposed, it is not done any more", async () => {
  const { work, ends } = slowWork();
  const paused = afterPause(200, work, failed);
  paused.soon();
  paused.dispose();
  await vi.advanceTimersByTimeAsync(1000);
  expect(ends).toHaveLength(0);
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { repeatWork } from "../../../src/editor/repeat-work.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("does the work in a moment and after each pause", async () => {
  let count = 0;
  const work = repeatWork(
    () => 60_000,
    () => {
      count += 1;
      return Promise.resolve();
    },
    () => undefined,
  );
  work.soon();
  work.soon();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(count).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(count).toBe(2);
  work.dispose();
});

it("does the work once more if it was asked for while it went on", async () => {
  const ends: (() => void)[] = [];
  const work = repeatWork(
    () => 60_000,
    () => new Promise((resolve) => ends.push(resolve)),
    () => undefined,
  );
  work.soon();
  await vi.advanceTimersByTimeAsync(3_000);
  work.soon();
  work.soon();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ends).toHaveLength(2);
  work.dispose();
});

it("goes on after a failure, and does nothing where there is no next time", async () => {
  const failures: unknown[] = [];
  let pause: number | undefined = 1_000;
  const work = repeatWork(
    () => pause,
    () => Promise.reject(new Error("no answer")),
    (error) => failures.push(error),
  );
  work.soon();
  await vi.advanceTimersByTimeAsync(4_500);
  expect(failures).toHaveLength(2);
  pause = undefined;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(failures).toHaveLength(3);
  work.soon();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(failures).toHaveLength(3);
});

it("is not done again when it was disposed of while it went on", async () => {
  let count = 0;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = repeatWork(
    () => 1_000,
    () => {
      count += 1;
      return ended;
    },
    () => undefined,
  );
  work.soon();
  await vi.advanceTimersByTimeAsync(3_000);
  work.dispose();
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(count).toBe(1);
});

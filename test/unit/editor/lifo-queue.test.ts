import { expect, test } from "vitest";
import { LifoQueue } from "../../../src/editor/files/lifo-queue.ts";

/** A queue whose jobs note their key and end when they are told to. */
function workshop(limit: number) {
  const started: string[] = [];
  const aborted: string[] = [];
  let givenUp = 0;
  const running: (() => void)[] = [];
  const queue = new LifoQueue(limit, () => {
    givenUp += 1;
  });
  return {
    started,
    aborted,
    clear: () => {
      queue.clear();
    },
    givenUp: () => givenUp,
    add: (...keys: string[]) => {
      for (const key of keys) {
        queue.add(key, async (signal) => {
          started.push(key);
          signal.addEventListener("abort", () => aborted.push(key));
          await new Promise<void>((resolve) => {
            running.push(resolve);
          });
        });
      }
    },
    /** Ends the running job, and lets the next one start. */
    next: async () => {
      running.shift()?.();
      await new Promise(setImmediate);
    },
  };
}

test("one job runs at a time, the latest of those that wait first, each key once", async () => {
  const { add, next, started, givenUp } = workshop(10);
  add("a", "b", "c", "b");
  expect(started).toEqual(["a"]);
  await next();
  add("d");
  expect(started).toEqual(["a", "b"]);
  for (let rest = 0; rest < 4; rest += 1) await next();
  expect(started).toEqual(["a", "b", "d", "c"]);
  expect(givenUp()).toBe(0);
  add("a");
  expect(started.at(-1)).toBe("a");
});

test("of too many, the earliest are given up, which is told when there is room again", async () => {
  const { add, next, started, givenUp } = workshop(2);
  add("a", "b", "c", "d");
  await next();
  await next();
  expect(started).toEqual(["a", "d", "c"]);
  expect(givenUp()).toBe(0);
  await next();
  expect(givenUp()).toBe(1);
});

test("cleared, nothing that waited is done and what runs is told to stop", async () => {
  const { add, next, started, aborted, clear } = workshop(2);
  add("a", "b", "c", "d");
  clear();
  expect(aborted).toEqual(["a"]);
  await next();
  expect(started).toEqual(["a"]);
  add("e");
  expect(started).toEqual(["a", "e"]);
});

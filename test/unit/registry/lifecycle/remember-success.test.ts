import { expect, test } from "vitest";
import { rememberSuccess } from "../../../../src/registry/lifecycle/remember-success.ts";

test("a failure is not remembered, a success is", async () => {
  const outcomes = ["the disk is full", "the disk is full", undefined];
  let tries = 0;
  const opened = rememberSuccess(() => {
    const problem = outcomes[tries];
    tries += 1;
    return problem === undefined ? Promise.resolve(tries) : Promise.reject(new Error(problem));
  });
  // Who asks while it is tried shares that try.
  const [first, second] = [opened.get(), opened.get()];
  await expect(first).rejects.toThrow("full");
  await expect(second).rejects.toThrow("full");
  expect([tries, opened.current()]).toEqual([1, undefined]);
  await expect(opened.get()).rejects.toThrow("full");
  expect(await opened.get()).toBe(3);
  expect(await opened.get()).toBe(3);
  expect(tries).toBe(3);
});

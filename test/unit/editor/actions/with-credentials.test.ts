import { expect, test } from "vitest";
import { RegistryError } from "../../../../src/core/refusals/refusal.ts";
import { withCredentials } from "../../../../src/editor/actions/with-credentials.ts";
import type { GivenCredentials } from "../../../../src/registry/exchange/given-credentials.ts";

const database = "postgres://db.example.org/models?objects=s3://models/fraud";
const bucket = "s3://models/fraud";

/**
 * A remote whose places want a password each, and a person who answers with these, one after the
 * other.
 */
function remote(wanted: Readonly<Record<string, string>>, ...answers: readonly string[]) {
  const left = [...answers];
  const asked: string[] = [];
  const inUse = new Map<string, GivenCredentials>();
  const stored: string[] = [];
  const work = (): Promise<string> => {
    for (const [place, password] of Object.entries(wanted)) {
      const given = inUse.get(place);
      if (given?.kind === "password" && given.password === password) continue;
      throw new RegistryError({
        code: "remote-denied",
        reason: "remote-denied",
        address: place,
        problem: "wrong password",
      });
    }
    return Promise.resolve("done");
  };
  const steps = {
    ask: (place: string): Promise<GivenCredentials | undefined> => {
      asked.push(place);
      const password = left.shift();
      return Promise.resolve(password === undefined ? undefined : { kind: "password", password });
    },
    give: (place: string, credentials: GivenCredentials) =>
      Promise.resolve(inUse.set(place, credentials)),
    store: (place: string) => Promise.resolve(stored.push(place)),
    withdraw: (place: string) => Promise.resolve(inUse.delete(place)),
  };
  return { asked, stored, inUse, run: () => withCredentials(steps, async () => work()) };
}

test("only the place that denies the work is asked for, each in its turn, and what worked is stored", async () => {
  const both = remote({ [database]: "a", [bucket]: "b" }, "a", "b");
  expect(await both.run()).toBe("done");
  expect(both.asked).toEqual([database, bucket]);
  expect(both.stored).toEqual([database, bucket]);
  const one = remote({ [bucket]: "b" }, "b");
  await one.run();
  expect(one.asked).toEqual([bucket]);
  expect(one.stored).toEqual([bucket]);
});

test("a person who gives nothing for the second place leaves nothing of the first", async () => {
  const { run, asked, stored, inUse } = remote({ [database]: "a", [bucket]: "b" }, "a");
  await expect(run()).rejects.toMatchObject({ refusal: { address: bucket } });
  expect(asked).toEqual([database, bucket]);
  expect(stored).toEqual([]);
  expect(inUse.size).toBe(0);
});

test("a wrong password is neither stored nor used again, and is asked for once", async () => {
  const { run, asked, stored, inUse } = remote({ [database]: "a" }, "x", "y");
  await expect(run()).rejects.toMatchObject({ refusal: { address: database } });
  expect(asked).toEqual([database]);
  expect(stored).toEqual([]);
  expect(inUse.size).toBe(0);
});

test("nobody is asked after another failure", async () => {
  const asked: string[] = [];
  const step = (place: string): Promise<undefined> => {
    asked.push(place);
    return Promise.resolve(undefined);
  };
  const steps = { ask: step, give: step, store: step, withdraw: step };
  await expect(
    withCredentials(steps, () => Promise.reject(new Error("no answer"))),
  ).rejects.toThrow("no answer");
  expect(asked).toEqual([]);
});

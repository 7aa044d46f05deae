import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import {
  currentProcess,
  ownerTag,
  parseOwnerTag,
  processState,
} from "../../../../src/storage/files/process-owner.ts";
import { temporaryName, temporaryOwner } from "../../../../src/storage/files/temporary-name.ts";

const onLinux = process.platform === "linux";

test("this process is running; its tag says all of it", async () => {
  const self = await currentProcess();
  expect(self.pid).toBe(process.pid);
  expect(await processState(self)).toBe("running");
  expect(parseOwnerTag(ownerTag(self))).toEqual(self);
});

test("a process that has ended is told from one that runs", async () => {
  const self = await currentProcess();
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const ended = once(child, "exit");
  const owner = { ...self, pid: child.pid!, started: "x" };
  expect(await processState(owner)).toBe("running");
  child.kill("SIGKILL");
  await ended;
  expect(await processState(owner)).toBe("ended");
});

test.runIf(onLinux)("a later process of the same number is another one", async () => {
  const self = await currentProcess();
  expect(await processState({ ...self, started: "1" })).toBe("ended");
});

test("of an earlier run of the system all have ended, of another machine nothing is known", async () => {
  const self = await currentProcess();
  expect(await processState({ ...self, boot: "00000000" })).toBe("ended");
  expect(await processState({ ...self, machine: "0123456789ab" })).toBe("unknown");
});

test.each(["", "x", "0123456789ab-x-0-x", "0123456789ab-x-99999999999-1", "0123456789AB-x-1-1"])(
  "%o is no owner",
  (text) => {
    expect(parseOwnerTag(text)).toBeUndefined();
  },
);

test("a temporary name is short, unlike any other, and says whose it is", async () => {
  const [one, other] = [await temporaryName("é".repeat(255)), await temporaryName("registry.db")];
  expect(Buffer.byteLength(one)).toBeLessThan(256);
  expect(other).toMatch(/^registry\.db\./);
  expect(await temporaryName("registry.db")).not.toBe(other);
  expect(temporaryOwner(other)).toEqual(await currentProcess());
  expect(temporaryOwner("registry.db.0ab6e4a1-31a5-4bb5-a4b0-0a2df2b2b0d1.tmp")).toBeUndefined();
});

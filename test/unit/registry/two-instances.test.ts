import { expect, test, vi } from "vitest";
import { patience } from "../support/patience.ts";
import {
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
} from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

test("what one instance registers the other tells its listener, and reads", async () => {
  const folder = await temporaryFolder();
  const [one, other] = [await openRegistry(folder), await openRegistry(folder)];
  const listener = vi.fn();
  const stop = other.watch(listener);

  await registerContent(one, "v1");
  await vi.waitFor(() => {
    expect(listener).toHaveBeenCalled();
  }, patience);
  expect(await versionsOf(other)).toHaveLength(1);

  // The folder is there by now, so that the system tells of changes at once.
  listener.mockClear();
  await registerContent(one, "v2");
  await vi.waitFor(() => {
    expect(listener).toHaveBeenCalled();
  }, patience);
  expect(await versionsOf(other)).toHaveLength(2);

  listener.mockClear();
  stop();
  expect((await registerContent(other, "v3")).number).toBe(3);
  expect(listener).not.toHaveBeenCalled();
  expect(await versionsOf(one)).toHaveLength(3);
  await one.close();
  await other.close();
});

test("an instance reads what another wrote without being told", async () => {
  const folder = await temporaryFolder();
  const [one, other] = [await openRegistry(folder), await openRegistry(folder)];
  for (let number = 1; number <= 5; number += 1) {
    const [writer, reader] = number % 2 === 0 ? [one, other] : [other, one];
    expect((await registerContent(writer, `v${number}`)).number).toBe(number);
    expect(await versionsOf(reader)).toHaveLength(number);
  }
  await one.close();
  await other.close();
});

test("what a refused change finds of others is told", async () => {
  const folder = await temporaryFolder();
  const [one, other] = [await openRegistry(folder), await openRegistry(folder)];
  await registerContent(one, "v1");
  const listener = vi.fn();
  other.watch(listener);
  // It catches up under the lock before it refuses.
  const refusal = { code: "cancelled", reason: "cancelled" } as const;
  const refused = other.commit(() => ({ accepted: false, refusal }));
  await expect(refused).rejects.toThrow("Cancelled.");
  expect(listener).toHaveBeenCalledTimes(1);
  await one.close();
  await other.close();
});

test("its own change is told once", async () => {
  const registry = await openRegistry(await temporaryFolder());
  await registerContent(registry, "v1");
  const listener = vi.fn();
  registry.watch(listener);
  await registerContent(registry, "v2");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(listener).toHaveBeenCalledTimes(1);
  await registry.close();
});

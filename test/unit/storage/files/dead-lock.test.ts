import { expect, test } from "vitest";
import { runDeadLockRounds } from "../../support/dead-lock-rounds.ts";
import { useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

test("whoever finds a dead lock, nothing acknowledged is lost and nothing damaged", async () => {
  const folder = await temporaryFolder();
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { acknowledged, refused } = await runDeadLockRounds(folder, {
    rounds: 30,
    writers: 5,
    seed,
  });
  expect(acknowledged).toBeGreaterThan(60);
  expect(acknowledged + refused).toBe(150);
});

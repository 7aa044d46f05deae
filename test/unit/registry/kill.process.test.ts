import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { artifactSha256 } from "../../../src/core/model/artifact.ts";
import type { VersionId } from "../../../src/core/model/ids.ts";
import { artifactPath } from "../../../src/storage/files/registry-paths.ts";
import { bundleChild, RegisteringChild, type Acknowledgement } from "../support/child-process.ts";
import {
  findings,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const kills = 100;

test(`what was acknowledged survives ${kills} kills`, async () => {
  const folder = await temporaryFolder();
  const script = await bundleChild("register-loop");
  const acknowledged: Acknowledgement[] = [];
  const start = (): RegisteringChild => new RegisteringChild(script, folder, 1_000_000);
  // The next ones start, and open the registry, while one writes to it.
  const waiting = [start(), start()];
  for (let kill = 1; kill <= kills; kill += 1) {
    const child = waiting.shift()!;
    await child.ready();
    waiting.push(start());
    child.go();
    if (kill % 3 !== 0) await child.firstAcknowledgement();
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
    await child.kill();
    acknowledged.push(...child.acknowledged());
    await forgetLock(folder);
    if (kill % 25 === 0) await checkAll(folder, acknowledged);
  }
  for (const child of waiting) await child.kill();
  expect(acknowledged.length).toBeGreaterThanOrEqual(kills / 2);

  await withRegistry(folder, async (registry) => {
    const before = await versionsOf(registry);
    const version = await registerContent(registry, "after all kills");
    expect(version.number).toBe(before.length + 1);
    expect(await findings(registry)).toEqual([]);
  });
});

/**
 * Removes the lock on systems that don't identify their runs: waiting for a dead lock would take
 * ten seconds there.
 */
async function forgetLock(folder: string): Promise<void> {
  if (process.platform === "linux") return;
  await rm(join(folder, ".model-registry", "lock"), { recursive: true, force: true });
}

async function checkAll(folder: string, acknowledged: readonly Acknowledgement[]): Promise<void> {
  await withRegistry(folder, async (registry) => {
    // Every byte of the ledger and of every artifact of every version, acknowledged or not.
    const problems = await findings(registry);
    expect(problems.filter(({ where }) => !where.endsWith("last line"))).toEqual([]);
    const versions = await versionsOf(registry);
    expect(versions.map(({ number }) => number)).toEqual(versions.map((_, index) => index + 1));
    for (const { id, number, content } of acknowledged) {
      const version = versions[number - 1];
      expect(version?.id).toBe(id);
      const [artifact] = await registry.read((state) => state.artifacts(id as VersionId));
      const bytes = await readFile(
        artifactPath(registry.paths, artifactSha256(artifact!)!),
        "utf8",
      );
      expect(bytes).toBe(content);
    }
  });
}

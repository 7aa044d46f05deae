import { spawnSync } from "node:child_process";
import { mkdir, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { describe, expect, test } from "vitest";
import { realDisk, type Disk } from "../../../../src/storage/files/disk.ts";
import { holderName } from "../../../../src/storage/files/lock-folder.ts";
import {
  currentProcess,
  ownerTag,
  type ProcessOwner,
} from "../../../../src/storage/files/process-owner.ts";
import { withRegistryLock } from "../../../../src/storage/files/registry-lock.ts";
import { registryPaths, type RegistryPaths } from "../../../../src/storage/files/registry-paths.ts";
import { refusalOf } from "../../support/refusal.ts";
import { useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

/** Returns the real file system with a clock that advances by 200 ms each time it is read. */
function hasty(): Disk {
  let time = 0;
  return { ...realDisk, now: () => (time += 200), sleep: () => sleep(1) };
}

async function emptyRegistry(): Promise<RegistryPaths> {
  const paths = registryPaths(await temporaryFolder());
  await mkdir(paths.root);
  return paths;
}

/** Leaves the lock of another process. */
async function leaveLockOf(
  { lock: folder }: RegistryPaths,
  owner: Partial<ProcessOwner>,
): Promise<string> {
  const name = holderName(ownerTag({ ...(await currentProcess()), ...owner }), "0".repeat(16));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), "");
  return name;
}

function endedPid(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

const take = (paths: RegistryPaths, disk?: Disk): Promise<string> =>
  withRegistryLock(paths, () => Promise.resolve("taken"), disk);

test("one at a time holds it, and nothing is left of it", async () => {
  const paths = await emptyRegistry();
  let [inside, most] = [0, 0];
  const work = (): Promise<void> =>
    withRegistryLock(paths, async () => {
      most = Math.max(most, (inside += 1));
      await sleep(2);
      inside -= 1;
    });
  await Promise.all(Array.from({ length: 20 }, work));
  expect(most).toBe(1);
  expect(await readdir(paths.root)).toEqual([]);
});

test.runIf(process.platform === "linux")(
  "that of a process that has ended is taken at once, on the real clock",
  async () => {
    const paths = await emptyRegistry();
    await leaveLockOf(paths, { pid: endedPid(), started: "1" });
    let waited = 0;
    const count = (milliseconds: number): Promise<unknown> => {
      waited += milliseconds;
      return realDisk.sleep(milliseconds);
    };
    expect(await take(paths, { ...realDisk, sleep: count })).toBe("taken");
    expect(waited).toBeLessThan(1_000);
    expect(await readdir(paths.root)).toEqual([]);
  },
);

test.each([
  ["of another machine", { machine: "0123456789ab" }],
  ["of a process with a number that is in use again", { started: "1" }],
  ["of an earlier run of the system", { boot: "01234567" }],
  ["of a process that runs but renews nothing", {}],
])("one %s is taken when nothing has happened for ten seconds", async (_, owner) => {
  const paths = await emptyRegistry();
  await leaveLockOf(paths, owner);
  expect(await take(paths, hasty())).toBe("taken");
  expect(await readdir(paths.root)).toEqual([]);
});

test.each([
  ["an hour ahead", 3_600],
  ["an hour ago", -3_600],
  ["now", 0],
])("whatever the time of a dead lock says: %s", async (_, seconds) => {
  const paths = await emptyRegistry();
  await mkdir(paths.lock);
  const time = Date.now() / 1_000 + seconds;
  await utimes(paths.lock, time, time);
  const disk = hasty();
  expect(await take(paths, disk)).toBe("taken");
  expect(disk.now()).toBeGreaterThan(10_000);
});

test("a living one is not taken although its clock is years behind", async () => {
  const paths = await emptyRegistry();
  await leaveLockOf(paths, { machine: "0123456789ab" });
  let looks = 0;
  const lstat: Disk["lstat"] = async (path) => {
    looks += 1;
    if (looks % 10 === 0) await utimes(path, looks, looks);
    return realDisk.lstat(path);
  };
  const refusal = await refusalOf(take(paths, { ...hasty(), lstat }));
  expect(refusal.code).toBe("busy");
  expect(refusal.message).toContain(paths.lock);
  expect(refusal.message).toContain(`(${process.pid})`);
  expect(refusal.wayOut).toContain(`${process.pid}`);
});

test("whoever looks only now and then does not take a living one for dead", async () => {
  const paths = await emptyRegistry();
  await leaveLockOf(paths, {});
  let time = 0;
  // Each look comes a minute after the one before, as if this process had slept.
  const drowsy: Disk = { ...realDisk, now: () => (time += 60_000) };
  expect((await refusalOf(take(paths, drowsy))).code).toBe("busy");
});

test("one that was taken over is noticed, and left to its new holder", async () => {
  const paths = await emptyRegistry();
  const late = withRegistryLock(paths, async (held) => {
    expect(held.isHeld()).toBe(true);
    const [ours = ""] = await readdir(paths.lock);
    await rm(join(paths.lock, ours));
    await leaveLockOf(paths, {});
    expect(held.isHeld()).toBe(false);
    await held.assertHeld();
  });
  expect((await refusalOf(late)).code).toBe("busy");
  expect(await readdir(paths.lock)).toHaveLength(1);
});

test("two that take over the same dead one do not both get it", async () => {
  const paths = await emptyRegistry();
  for (let round = 0; round < 20; round += 1) {
    await leaveLockOf(paths, { machine: "0123456789ab" });
    let inside = 0;
    const work = (): Promise<void> =>
      withRegistryLock(
        paths,
        async (held) => {
          expect((inside += 1)).toBe(1);
          await sleep(1);
          await held.assertHeld();
          inside -= 1;
        },
        hasty(),
      );
    await Promise.all([work(), work(), work(), work()]);
  }
});

describe("what does not belong there", () => {
  test("what a file manager leaves is removed", async () => {
    const paths = await emptyRegistry();
    await mkdir(paths.lock);
    await writeFile(join(paths.lock, ".DS_Store"), "");
    expect(await take(paths, hasty())).toBe("taken");
    expect(await readdir(paths.root)).toEqual([]);
    await withRegistryLock(paths, () => writeFile(join(paths.lock, "Thumbs.db"), ""));
    expect(await readdir(paths.root)).toEqual([]);
  });

  test("anything else is named", async () => {
    const paths = await emptyRegistry();
    await mkdir(paths.lock);
    await writeFile(join(paths.lock, "notes.txt"), "");
    const refusal = await refusalOf(take(paths, hasty()));
    expect(refusal.code).toBe("file-problem");
    expect(refusal.message).toContain(paths.lock);
    expect(refusal.message).toContain("notes.txt");
    await rm(join(paths.lock, "notes.txt"));
    expect(await take(paths, hasty())).toBe("taken");
  });

  test.each([
    ["a file", (path: string) => writeFile(path, "")],
    ["a link", (path: string) => symlink(".", path)],
    ["a link", (path: string) => symlink("nowhere", path)],
  ])("%s in its place is named", async (kind, put) => {
    const paths = await emptyRegistry();
    await put(paths.lock);
    const refusal = await refusalOf(take(paths));
    expect(refusal.code).toBe("file-problem");
    expect(refusal.message).toContain(`${paths.lock} is ${kind}`);
    await rm(paths.lock);
    expect(await take(paths)).toBe("taken");
  });
});

describe("beside an older release, which uses proper-lockfile", () => {
  const older = (paths: RegistryPaths): Promise<() => Promise<void>> =>
    lock(paths.root, { lockfilePath: paths.lock, realpath: false, stale: 10_000, update: 2_000 });

  test("each waits for the other", async () => {
    const paths = await emptyRegistry();
    const release = await older(paths);
    let isReleased = false;
    const taken = withRegistryLock(paths, async () => {
      expect(isReleased).toBe(true);
      await expect(older(paths)).rejects.toThrow("already being held");
    });
    await sleep(100);
    isReleased = true;
    await release();
    await taken;
    await (
      await older(paths)
    )();
    expect(await readdir(paths.root)).toEqual([]);
  });

  test("it can't take a lock that stands still", async () => {
    const paths = await emptyRegistry();
    await withRegistryLock(paths, async (held) => {
      await utimes(paths.lock, 1_000, 1_000);
      await expect(older(paths)).rejects.toThrow("ENOTEMPTY");
      expect(held.isHeld()).toBe(true);
    });
  });
});

import { existsSync, readFileSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const memory = "/dev/shm";
/** Bytes that the tests of all workers need at once, with much to spare. */
const room = 1024 ** 3;

/**
 * Returns the folder in which tests make their own. In memory where the system has such a place, with
 * room and with leave to run programs: these tests kill processes, not power supplies, and waiting for
 * a disk that others use too makes them slow.
 */
export function temporaryParent(): string {
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= room && !isNoExec() ? memory : tmpdir();
}

/** Containers often mount the folder so. */
function isNoExec(): boolean {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  const options = mounts.map((line) => line.split(" ")).find(([, path]) => path === memory)?.[3];
  return options?.split(",").includes("noexec") ?? false;
}

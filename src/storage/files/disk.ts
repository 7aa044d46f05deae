import {
  existsSync,
  mkdirSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
  type BigIntStats,
} from "node:fs";
import { lstat, open, readdir, rmdir, unlink, utimes, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inOne } from "./quick-reads.ts";

/** File-system calls and clock of the lock and of appending; a test can hold back each of them. */
export interface Disk {
  /** Makes a folder and an empty file in it, with nothing in between. @throws EEXIST */
  readonly makeFolderWith: (folder: string, name: string) => Promise<void>;
  /** Removes a file and its folder, with nothing in between. @throws ENOTEMPTY if there is more */
  readonly removeWithFolder: (folder: string, name: string) => Promise<void>;
  readonly rmdir: (path: string) => Promise<void>;
  readonly readdir: (path: string) => Promise<string[]>;
  readonly lstat: (path: string) => Promise<BigIntStats>;
  /** Makes an empty file. @throws EEXIST */
  readonly create: (path: string) => Promise<void>;
  readonly unlink: (path: string) => Promise<void>;
  /** Sets the times of a file or folder to now. */
  readonly touch: (path: string) => Promise<void>;
  readonly exists: (path: string) => boolean;
  readonly open: (path: string, flags: number) => Promise<FileHandle>;
  /** Milliseconds since some moment, whatever is done to the system's clock. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

export const realDisk: Disk = {
  // A process that is killed in between leaves a folder that nobody's name is in.
  makeFolderWith: (folder, name) =>
    inOne(() => {
      mkdirSync(folder);
      writeFileSync(join(folder, name), "", { flag: "wx" });
    }),
  removeWithFolder: (folder, name) =>
    inOne(() => {
      unlinkSync(join(folder, name));
      rmdirSync(folder);
    }),
  rmdir,
  readdir: (path) => readdir(path),
  lstat: (path) => lstat(path, { bigint: true }),
  create: async (path) => (await open(path, "wx")).close(),
  unlink,
  touch: (path) => utimes(path, new Date(), new Date()),
  exists: existsSync,
  open,
  now: () => performance.now(),
  sleep: (milliseconds) => sleep(milliseconds),
};

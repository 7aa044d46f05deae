import fs from "node:fs";
import fsPromises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const promised = ["readdir", "readFile", "open", "stat", "lstat", "realpath", "access"] as const;
const synchronous = ["openSync", "readSync", "readdirSync", "statSync"] as const;

/** Calls of the file system that fail: from the `first` one on, or only that one. */
export interface FailingReads {
  readonly first: number;
  readonly onlyOne: boolean;
}

/**
 * Lets reads of the file system fail with EIO in the whole process, beginning with `arm()`.
 *
 * @returns `arm`, and `restore`, which tells whether any call failed
 */
export function failReads({ first, onlyOne }: FailingReads): {
  readonly arm: () => void;
  readonly restore: () => boolean;
} {
  const [real, realPromised] = [{ ...fs }, { ...fsPromises }];
  let [isArmed, calls, failed] = [false, 0, 0];
  const failure = (): Error | undefined => {
    if (!isArmed) return undefined;
    calls += 1;
    if (onlyOne ? calls !== first : calls < first) return undefined;
    failed += 1;
    return Object.assign(new Error("EIO: i/o error, read"), { code: "EIO", syscall: "read" });
  };
  for (const name of promised) {
    const call = fsPromises[name] as (...values: unknown[]) => Promise<unknown>;
    Object.assign(fsPromises, {
      [name]: (...values: unknown[]) => {
        const error = failure();
        return error ? Promise.reject(error) : call(...values);
      },
    });
  }
  for (const name of synchronous) {
    const call = fs[name] as (...values: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...values: unknown[]) => {
        const error = failure();
        if (error) throw error;
        return call(...values);
      },
    });
  }
  syncBuiltinESMExports();
  return {
    arm: () => {
      isArmed = true;
    },
    restore: () => {
      for (const name of promised) Object.assign(fsPromises, { [name]: realPromised[name] });
      for (const name of synchronous) Object.assign(fs, { [name]: real[name] });
      syncBuiltinESMExports();
      return failed > 0;
    },
  };
}

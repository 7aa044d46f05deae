import { mkdir, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { realDisk, type Disk } from "../../../src/storage/files/disk.ts";

/** A clock that moves on when everybody waits. */
export class DrivenClock {
  now = 0;
  readonly #timers: { readonly at: number; readonly wake: () => void }[] = [];

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#timers.push({ at: this.now + milliseconds, wake });
    });
  }

  /** Wakes one sleeper after the other, the earliest first, until `work` has ended. */
  async drive<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false };
    const end = work.finally(() => {
      state.isDone = true;
    });
    end.catch(() => undefined);
    while (!state.isDone) {
      // What goes on without waiting for the clock comes first.
      await new Promise((next) => setImmediate(next));
      let earliest = 0;
      for (const [index, { at }] of this.#timers.entries()) {
        if (at < (this.#timers[earliest]?.at ?? Infinity)) earliest = index;
      }
      const [timer] = this.#timers.splice(earliest, 1);
      if (!timer) continue;
      this.now = Math.max(this.now, timer.at);
      timer.wake();
    }
    return end;
  }
}

/** Returns a source of numbers from 0 to 1 (mulberry32), so that a failed round can be repeated. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Milliseconds that a call is held back, at most, and how often it stands still altogether. */
interface Slowness {
  readonly most: number;
  readonly standstills: number;
}
/**
 * Slowness of looking at the lock: waiting processes look so often that with more standstills they
 * would never get it.
 */
const looking: Slowness = { most: 150, standstills: 0.0003 };
const acting: Slowness = { most: 15, standstills: 0.01 };
const writing: Slowness = { most: 15, standstills: 0.05 };

/**
 * Returns the real file system with the driven clock. Each call is delayed before and after: most
 * often for a moment, sometimes for so long that the lock may be lost meanwhile.
 */
export function drivenDisk(clock: DrivenClock, random: () => number): Disk {
  const holdBack = ({ most, standstills }: Slowness): Promise<void> => {
    const luck = random();
    if (luck < standstills) return clock.sleep(8_000 + random() * 17_000);
    return luck < 0.3 ? Promise.resolve() : clock.sleep(random() * most);
  };
  const slow =
    <A extends unknown[], T>(call: (...values: A) => Promise<T>, slowness = acting) =>
    async (...values: A): Promise<T> => {
      await holdBack(slowness);
      try {
        return await call(...values);
      } finally {
        await holdBack(slowness);
      }
    };
  const slowHandle = (handle: FileHandle): FileHandle =>
    new Proxy(handle, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") return value;
        const call = value.bind(target) as (...values: unknown[]) => Promise<unknown>;
        return slow(call, key === "write" ? writing : acting);
      },
    });
  return {
    makeFolderWith: async (folder, name) => {
      await slow((path: string) => mkdir(path), looking)(folder);
      await slow(realDisk.create)(join(folder, name));
    },
    removeWithFolder: async (folder, name) => {
      await slow(realDisk.unlink)(join(folder, name));
      await slow(realDisk.rmdir)(folder);
    },
    rmdir: slow(realDisk.rmdir),
    readdir: slow(realDisk.readdir, looking),
    lstat: slow(realDisk.lstat, looking),
    create: slow(realDisk.create),
    unlink: slow(realDisk.unlink),
    touch: slow(realDisk.touch),
    exists: realDisk.exists,
    open: slow(async (path, flags) => slowHandle(await realDisk.open(path, flags))),
    now: () => clock.now,
    sleep: (milliseconds) => clock.sleep(milliseconds),
  };
}

import { unreachable } from "../../../src/remotes/contract/remote-errors.ts";
import type { ObjectStore, Remote, RemoteLog } from "../../../src/remotes/contract/remote.ts";

/** Decides what goes wrong; nothing does until it begins. */
class Faults {
  #chance: (() => number) | undefined;
  /** Number of things that went wrong so far. */
  injected = 0;

  /** @param chance returns numbers from 0 to 1 */
  begin(chance: () => number): void {
    this.#chance = chance;
  }

  heal(): void {
    this.#chance = undefined;
  }

  next(): "request lost" | "answer lost" | "delivered twice" | "none" {
    const drawn = this.#chance?.() ?? 1;
    if (drawn < 0.24) this.injected += 1;
    if (drawn < 0.08) return "request lost";
    if (drawn < 0.16) return "answer lost";
    return drawn < 0.24 ? "delivered twice" : "none";
  }
}

export const faults = new Faults();

/** A remote on whose way requests and answers get lost, or arrive twice. */
export function faulty(remote: Remote): Remote {
  const { address } = remote;
  const lost = (): Error => unreachable(address, new Error("the connection was lost"));
  const through = async <T>(call: () => Promise<T>): Promise<T> => {
    const fault = faults.next();
    if (fault === "request lost") throw lost();
    const first = await call();
    if (fault === "answer lost") throw lost();
    // The second answer is the one that arrives.
    return fault === "delivered twice" ? call() : first;
  };
  const log: RemoteLog = {
    readHead: (...args) => through(() => remote.log.readHead(...args)),
    readSegment: (...args) => through(() => remote.log.readSegment(...args)),
    swapHead: (...args) => through(() => remote.log.swapHead(...args)),
    erase: (...args) => through(async () => remote.log.erase?.(...args)),
  };
  const objects: ObjectStore = {
    has: (...args) => through(() => remote.objects.has(...args)),
    put: (...args) => through(() => remote.objects.put(...args)),
    remove: (...args) => through(async () => remote.objects.remove?.(...args)),
    async *get(...args) {
      const fault = faults.next();
      if (fault === "request lost") throw lost();
      let isFirst = true;
      for await (const chunk of remote.objects.get(...args)) {
        // Half of it arrives.
        if (fault === "answer lost") {
          yield chunk.subarray(0, Math.floor(chunk.byteLength / 2));
          throw lost();
        }
        yield chunk;
        isFirst = false;
      }
      if (isFirst && fault === "answer lost") throw lost();
    },
  };
  return { address, log, objects };
}

import { stat } from "node:fs/promises";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { denied, unreachable } from "../contract/remote-errors.ts";
import { errnoOf } from "./shared-file.ts";

const deniedCodes = ["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EFBIG"];

/** A folder that several clones share, as on a network share. */
export class SharedFolder {
  readonly address: string;
  readonly #path: string;

  /** @param path absolute */
  constructor(path: string, address: string) {
    this.#path = path;
    this.address = address;
  }

  /**
   * Returns the folder's path. It is never made: a share that is not mounted would go on as an
   * empty folder of this machine.
   */
  async require(): Promise<string> {
    const stats = await stat(this.#path).catch((error: unknown) => {
      if (errnoOf(error) === "ENOENT") throw new Error("there is no such folder");
      throw error;
    });
    if (!stats.isDirectory()) throw new Error("it is not a folder");
    return this.#path;
  }

  /** Runs work on the folder, and says what its errors mean. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.problem(error);
    }
  }

  problem(error: unknown): unknown {
    if (error instanceof RegistryError) return error;
    const isDenied = deniedCodes.includes(errnoOf(error) ?? "");
    return isDenied ? denied(this.address, error) : unreachable(this.address, error);
  }
}

import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import type { RegistryPaths } from "../files/registry-paths.ts";

/**
 * A registry's folder, told apart from each copy of it. Moving or renaming a folder keeps its
 * inode; `cp -a`, a restored backup and a copied disk image make another one, on another machine at
 * least.
 */
export interface WriterPlace {
  /** Digest of what names this machine. */
  readonly machine: string;
  /** Decimal digits. The device is left out: its number changes from one mount to the next. */
  readonly inode: string;
  /** Nanoseconds since the epoch, decimal digits. */
  readonly bornAt: string;
}

/** The registry's folder as it is now. */
export interface CurrentPlace extends WriterPlace {
  /**
   * False where the file system may not know when a folder was made: the time of its last change
   * stands there instead. It is the same in the first moments of a folder, too.
   */
  readonly isBirthKnown: boolean;
}

/** Describes the folder of a registry. */
export async function currentPlace({ root }: RegistryPaths): Promise<CurrentPlace> {
  const { ino, birthtimeNs, ctimeNs } = lstatSync(root, { bigint: true });
  return {
    machine: await currentMachine(),
    inode: String(ino),
    bornAt: String(birthtimeNs),
    isBirthKnown: birthtimeNs !== ctimeNs,
  };
}

/** Tells whether a folder that was described earlier is the one that is there now. */
export function isSamePlace(earlier: WriterPlace, now: CurrentPlace): boolean {
  return (
    earlier.machine === now.machine &&
    earlier.inode === now.inode &&
    (earlier.bornAt === now.bornAt || !now.isBirthKnown)
  );
}

let machine: Promise<string> | undefined;

function currentMachine(): Promise<string> {
  return (machine ??= describeMachine());
}

async function describeMachine(): Promise<string> {
  const id = await readFile("/etc/machine-id", "utf8").catch(() => "");
  // macOS takes its host name from the network it happens to be in.
  const name = process.platform === "darwin" ? "" : hostname();
  return createHash("sha256")
    .update(JSON.stringify([name, id.trim()]))
    .digest("hex")
    .slice(0, 16);
}

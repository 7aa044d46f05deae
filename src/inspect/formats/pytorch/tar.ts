import type { FileToRead, Reading } from "../../contract/format.ts";
import { Unreadable } from "../../contract/format.ts";
import { ByteCursor, rangeSupply } from "../../encodings/byte-cursor.ts";
import { scanEntry } from "../../encodings/pickle/entry-pickles.ts";
import type { PickleSequence } from "../../encodings/pickle/read-pickles.ts";
import type { PickleScan } from "../../encodings/pickle/scan.ts";
import { printable } from "../../encodings/printable.ts";
import { isTar, tarMembers } from "../archive/tar-members.ts";
import { describeTensors } from "./describe-tensors.ts";

/**
 * Members that PyTorch before 0.1.10 wrote into a tar, in this order; torch/serialization.py
 * (`legacy_load`).
 */
const ownMembers = new Set(["sys_info", "pickle", "storages", "tensors"]);

/** Returns whether a file is a tar with only PyTorch's own pickles. */
export async function isTarModel({ source, head, signal }: FileToRead): Promise<boolean> {
  if (!isTar(head)) return false;
  const names = new Set<string>();
  try {
    for await (const { name } of tarMembers(source, signal).members) {
      if (!ownMembers.has(name)) return false;
      names.add(name);
    }
  } catch (error) {
    // One that is cut is still meant to be one.
    if (!(error instanceof Unreadable)) throw error;
  }
  return names.has("pickle");
}

/** Reads a tar of PyTorch before 0.1.10. Every member is scanned. */
export async function readTarModel(
  { source, signal }: FileToRead,
  scan: PickleScan,
): Promise<Reading> {
  let main: PickleSequence | undefined;
  const contents = tarMembers(source, signal);
  for await (const member of contents.members) {
    const place = printable(member.name, 200);
    const expected = member.name === "pickle" || member.name === "sys_info";
    if (member.source === undefined) continue;
    const cursor = new ByteCursor(rangeSupply(member.source));
    const sequence = await scanEntry(cursor, scan, { place, expected, persistentIds: true });
    if (member.name === "pickle") main = sequence;
  }
  if (main === undefined) throw new Unreadable("The tar has no member “pickle” that can be read");
  return describeTensors(scan, main, { formatVersion: "tar" });
}

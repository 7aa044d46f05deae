import { ByteCursor, rangeSupply } from "../byte-cursor.ts";
import { Unreadable, type FileToRead, type Reading } from "../format.ts";
import { scanEntry } from "../pickle/entry-pickles.ts";
import type { PickleSequence } from "../pickle/read-pickles.ts";
import type { PickleScan } from "../pickle/scan.ts";
import { printable } from "../printable.ts";
import { describeTensors } from "./describe-tensors.ts";

const blockSize = 512;
const maxMembers = 10_000;

/** A tar by the mark of POSIX at byte 257, or by the first member PyTorch wrote. */
export function isTar(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, blockSize)).toString("latin1");
  return text.slice(257, 262) === "ustar";
}

/**
 * What PyTorch before 0.1.10 wrote: a tar with the pickles `sys_info`, `pickle`, `storages` and
 * `tensors`; torch/serialization.py (`legacy_load`). Every member is scanned, whatever its name.
 */
export async function readTarModel(
  { source, signal }: FileToRead,
  scan: PickleScan,
): Promise<Reading> {
  let main: PickleSequence | undefined;
  let offset = 0;
  for (let number = 0; offset + blockSize <= source.size; number++) {
    signal.throwIfAborted();
    if (number >= maxMembers) throw new Unreadable(`The tar has more than ${maxMembers} members`);
    const header = Buffer.from(await source.read(offset, blockSize));
    if (header.every((byte) => byte === 0)) break;
    const name = header.toString("latin1", 0, 100).replace(/\0.*$/s, "");
    const size = sizeOf(header, offset);
    const start = offset + blockSize;
    if (start + size > source.size)
      throw new Unreadable(
        "A member of the tar goes beyond the end of the file",
        printable(name, 200),
      );
    const expected = name === "pickle" || name === "sys_info";
    const supply = rangeSupply(source, start, start + size);
    const sequence = await scanEntry(new ByteCursor(supply), scan, {
      place: printable(name, 200),
      expected,
      persistentIds: true,
    });
    if (name === "pickle") main = sequence;
    offset = start + Math.ceil(size / blockSize) * blockSize;
  }
  if (main === undefined) {
    const reading = describeTensors(scan, { values: [], protocol: 0 }, {});
    return { ...reading, description: { verdict: scan.verdict }, findings: [...scan.findings] };
  }
  return describeTensors(scan, main, { formatVersion: "tar" });
}

/** An octal number, or in GNU's form a binary one. */
function sizeOf(header: Buffer, offset: number): number {
  const text = header
    .toString("latin1", 124, 136)
    .replace(/[\0 ]+$/, "")
    .trim();
  const size = /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
  if (!Number.isSafeInteger(size))
    throw new Unreadable("A member of the tar has no size", `byte ${offset}`);
  return size;
}

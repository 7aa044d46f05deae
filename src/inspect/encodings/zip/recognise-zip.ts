import type { FileToRead } from "../../contract/format.ts";
import { u32 } from "../bytes.ts";
import { readZipDirectory, type ZipDirectory } from "./directory.ts";

/** Returns true if a file begins with an entry of a zip, or is an empty one. */
export function isZip(head: Uint8Array): boolean {
  return head.length >= 4 && (u32(head) === 0x04034b50 || u32(head) === 0x06054b50);
}

/** The directory of a file that is a zip; undefined when it is none or a damaged one. */
export async function directoryOf({
  source,
  head,
  signal,
}: FileToRead): Promise<ZipDirectory | undefined> {
  if (!isZip(head)) return undefined;
  try {
    return await readZipDirectory(source, signal);
  } catch {
    return undefined; // the format that reads it will say what is wrong
  }
}

import { Unreadable } from "../../contract/format.ts";
import { Dictionary } from "./dictionary.ts";

/** Size in bytes of the largest dictionary supported: liblzma's presets ask for up to 64 MiB. */
const dictionaryLimit = 256 * 1024 * 1024;

/** Throws when the dictionary would take more memory than is spent on one file. */
export function openDictionary(size: number): Dictionary {
  if (size > dictionaryLimit) {
    throw new Unreadable(
      `The compressed bytes ask for a dictionary of ${size} bytes, more than is spent on one file`,
    );
  }
  return new Dictionary(Math.max(size, 4096));
}

import type { Surroundings } from "../contract/source.ts";
import { Bytes } from "./bytes.ts";
import { readText } from "./parse-json.ts";

/** Bytes of a text file within a folder at most: tokenizer configurations have some megabytes. */
const maxText = 32 * 1024 * 1024;

/** The text of a file within a folder; undefined if there is none that may be read. */
export async function readBeside(
  folder: Surroundings,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const source = await folder.open(path);
  if (typeof source === "string") return undefined;
  return readText(new Bytes(source, signal), maxText, path);
}

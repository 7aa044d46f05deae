import { parse } from "yaml";
import { Bytes } from "./bytes.ts";
import { Unreadable } from "./format.ts";
import { readText } from "./parse-json.ts";
import type { Surroundings } from "./source.ts";

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

/** Parses YAML 1.2 of a file; aliases are limited by the library, so that a few lines stay a few. */
export function parseYaml(text: string, what: string): unknown {
  try {
    return parse(text, { logLevel: "silent", maxAliasCount: 100 }) as unknown;
  } catch {
    throw new Unreadable(`${what} is not YAML`);
  }
}

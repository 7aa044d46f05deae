import { Sha256 } from "../model/ids.ts";
import type { Pointer } from "./pointer.ts";

/** Git LFS reads no pointer that is longer. */
const maxLength = 1024;

/**
 * Parses a pointer of Git LFS (docs/spec.md of git-lfs): lines of a key and a value, `version`
 * first. Its first releases, when it was called Hawser, wrote another URL.
 */
export function readLfsPointer(text: string): Pointer | undefined {
  if (text.length >= maxLength) return undefined;
  const [version = "", ...lines] = text.replaceAll("\r\n", "\n").split("\n");
  if (!/^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\/v\d+$/.test(version)) {
    if (!/^version http:\/\/git-media\.io\/v\/2$/.test(version)) return undefined;
  }
  const values = new Map(lines.map((line) => splitOnce(line)));
  const sha256 = Sha256.safeParse(values.get("oid")?.replace(/^sha256:/, ""));
  const size = Number(values.get("size") ?? "");
  if (!sha256.success || !Number.isSafeInteger(size) || size < 0) return undefined;
  return { tool: "Git LFS", digests: { sha256: sha256.data }, size };
}

function splitOnce(line: string): readonly [string, string] {
  const space = line.indexOf(" ");
  return space < 0 ? [line, ""] : [line.slice(0, space), line.slice(space + 1)];
}

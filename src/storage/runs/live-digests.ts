import { createReadStream } from "node:fs";
import { isErrno } from "../files/errno.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { runLogFiles, runLogPath } from "./run-log-files.ts";

/**
 * Returns everything in the logs that are not sealed that looks like a digest: bytes that a line
 * names stay, also where this release does not understand the line.
 */
export async function liveDigests(paths: RegistryPaths): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const [run, segments] of await runLogFiles(paths)) {
    for (const segment of segments) await scan(runLogPath(paths, run, segment), found);
  }
  return found;
}

async function scan(path: string, found: Set<string>): Promise<void> {
  let rest = "";
  try {
    const stream = createReadStream(path, { encoding: "latin1", highWaterMark: 1024 * 1024 });
    for await (const chunk of stream) {
      const text = `${rest}${String(chunk)}`;
      // Most lines have none; looking for the field first is much faster.
      if (text.includes("sha256")) {
        for (const [digest] of text.matchAll(/[0-9a-f]{64}/g)) found.add(digest);
      }
      rest = text.slice(-1024);
    }
  } catch (error) {
    // Sealed meanwhile: what it names is in the event.
    if (!isErrno(error, "ENOENT")) throw error;
  }
}

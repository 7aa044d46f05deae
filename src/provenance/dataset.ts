import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, relative, resolve, sep } from "node:path";
import { Sha256 } from "../core/ids.ts";
import type { Dataset } from "../core/recipe.ts";
import { throwIfCancelled } from "../core/refusal.ts";

export interface DescribeDatasetOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes read since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Hashes a file or folder of data; `path` is absolute or relative to the workspace folder. */
export async function describeDataset(
  folder: string,
  path: string,
  { signal, onBytes }: DescribeDatasetOptions = {},
): Promise<Dataset> {
  const absolute = resolve(folder, path);
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(absolute, { highWaterMark: 1024 * 1024 })) {
    throwIfCancelled(signal);
    if (!(chunk instanceof Uint8Array)) continue;
    hash.update(chunk);
    size += chunk.length;
    onBytes?.(chunk.length);
  }
  return {
    name: basename(absolute),
    path: relative(folder, absolute).split(sep).join("/"),
    sha256: Sha256.parse(hash.digest("hex")),
    size,
  };
}

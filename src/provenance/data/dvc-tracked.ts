import { resolve } from "node:path";
import * as z from "zod";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import {
  dvcContent,
  DvcEntries,
  dvcLocksAround,
  type DvcEntry,
  type LockedStage,
} from "./dvc-lock.ts";

/** Data as DVC tracks it. */
export interface TrackedData {
  /** Of a folder, that of its list of files, which ends in `.dir`. */
  readonly md5: string;
  /** Bytes. */
  readonly size?: number;
  /** True if it is the MD5 of the bytes; DVC 2 read text with other line ends than it has. */
  readonly isOfBytes: boolean;
  /** The file that says it, relative to the workspace folder. */
  readonly source: string;
}

const DvcFile = z.object({ outs: DvcEntries });

/**
 * Returns what DVC knows of a file or folder of the workspace: by the `.dvc` file beside it, else by
 * a `dvc.lock` in a folder around it. The data is not read, and need not be there.
 *
 * @param folder the workspace folder, absolute
 * @param path absolute
 */
export async function trackedByDvc(folder: string, path: string): Promise<TrackedData | undefined> {
  if (!isInside(slashRelative(folder, path))) return undefined;
  const own = DvcFile.safeParse(await dvcContent(`${path}.dvc`));
  const single = own.success && own.data.outs.length === 1 ? own.data.outs[0] : undefined;
  if (single) return tracked(folder, `${path}.dvc`, single);
  for await (const { file, stages } of dvcLocksAround(folder, path)) {
    const entry = entryOf(stages, path);
    if (entry) return tracked(folder, file, entry);
  }
  return undefined;
}

/** An output is what it was made to be; a dependency may have been made anew since. */
function entryOf(stages: readonly LockedStage[], path: string): DvcEntry | undefined {
  const all = [
    ...stages.flatMap(({ deps, place }) => deps.map((entry) => ({ entry, place }))),
    ...stages.flatMap(({ outs, place }) => outs.map((entry) => ({ entry, place }))),
  ];
  return all.findLast(
    ({ entry, place }) => entry.md5 !== undefined && resolve(place, entry.path) === path,
  )?.entry;
}

function tracked(
  folder: string,
  file: string,
  { md5, hash, size }: DvcEntry,
): TrackedData | undefined {
  if (md5 === undefined) return undefined;
  return {
    md5,
    ...(size !== undefined && { size }),
    isOfBytes: hash === "md5" && !md5.endsWith(".dir"),
    source: slashRelative(folder, file),
  };
}

import { stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { isDvcCode } from "../../core/model/data/dvc-code.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import { dvcLocksAround, type DvcEntry, type LockedStage } from "./dvc-lock.ts";

/** Data that a stage took. */
export interface StageData {
  /** Relative to the workspace folder. */
  readonly path: string;
  /** Bytes, as `dvc.lock` says; 0 if it does not. */
  readonly size: number;
}

/**
 * Returns the data in the workspace that a stage of DVC made a file or folder from: what its
 * `dvc.lock` names as dependencies, code and settings left out. None if no stage made it, or if it
 * is not as long as the stage left it: it is of another run then.
 *
 * @param folder the workspace folder, absolute
 * @param path absolute
 */
export async function dataOfDvcStage(folder: string, path: string): Promise<readonly StageData[]> {
  if (!isInside(slashRelative(folder, path))) return [];
  for await (const { stages } of dvcLocksAround(folder, path)) {
    const found = stages.findLast((stage) => outOf(stage, path));
    const out = found && outOf(found, path);
    if (!found || !out) continue;
    const isWhole = resolve(found.place, out.path) === path;
    if (isWhole && (await hasOtherSize(path, out))) return [];
    return (
      found.deps
        .map((entry) => ({ entry, path: slashRelative(folder, resolve(found.place, entry.path)) }))
        // The whole workspace is no data of one model.
        .filter(({ path: place }) => place !== "" && isInside(place))
        .filter(({ entry }) => !isDvcCode(entry.path))
        .map(({ entry, path: place }) => ({ path: place, size: entry.size ?? 0 }))
    );
  }
  return [];
}

/** Returns the output that is a path, or the folder that it lies in. */
function outOf({ outs, place }: LockedStage, path: string): DvcEntry | undefined {
  return outs.find((entry) => {
    const made = resolve(place, entry.path);
    return made === path || path.startsWith(made + sep);
  });
}

async function hasOtherSize(path: string, { size }: DvcEntry): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return size !== undefined && stats?.isFile() === true && stats.size !== size;
}

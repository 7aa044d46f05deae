import { lstat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { dvcStageFolder } from "../../core/model/data/dvc-stage-folder.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import { readStructuredFile } from "../values/read-structured-file.ts";
import { withPlainNumbers } from "../values/written-number.ts";

/** A dependency or output (https://dvc.org/doc/user-guide/project-structure/dvcyaml-files). */
const Entry = z.object({
  path: z.string().min(1).max(4096),
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}(\.dir)?$/)
    .optional(),
  hash: z.string().max(64).optional(),
  size: z.int().min(0).optional(),
});
export type DvcEntry = z.infer<typeof Entry>;
/** Whatever is no entry of this form, such as a key of a parameter, is passed over. */
export const DvcEntries = z.array(z.unknown()).transform((list) =>
  list.flatMap((entry) => {
    const { success, data } = Entry.safeParse(entry);
    return success ? [data] : [];
  }),
);
const DvcLock = z.object({
  stages: z.record(
    z.string(),
    z.object({ deps: DvcEntries.optional(), outs: DvcEntries.optional() }).catch({}),
  ),
});

/** A stage as it ran last. */
export interface LockedStage {
  /** Folder that the paths of its entries are relative to, absolute. */
  readonly place: string;
  readonly deps: readonly DvcEntry[];
  readonly outs: readonly DvcEntry[];
}

/** A `dvc.lock`. */
export interface DvcLockFile {
  /** Absolute. */
  readonly file: string;
  readonly stages: readonly LockedStage[];
}

/**
 * Reads each `dvc.lock` in a folder around a path of the workspace, the nearest first.
 *
 * @param folder the workspace folder, absolute
 * @param path absolute
 */
export async function* dvcLocksAround(folder: string, path: string): AsyncGenerator<DvcLockFile> {
  for (let place = dirname(path); isInside(slashRelative(folder, place)); place = dirname(place)) {
    const file = join(place, "dvc.lock");
    const lock = DvcLock.safeParse(await dvcContent(file));
    if (lock.success) {
      const pipeline = await dvcContent(join(place, "dvc.yaml"));
      const stages = Object.entries(lock.data.stages).flatMap(
        ([name, { deps = [], outs = [] }]) => {
          const home = dvcStageFolder(pipeline, name);
          return home === undefined ? [] : [{ deps, outs, place: resolve(place, home) }];
        },
      );
      yield { file, stages };
    }
    if (place === dirname(place)) return;
  }
}

/** Returns the content of a YAML file; undefined if there is none, or it can't be read. */
export async function dvcContent(path: string): Promise<unknown> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats?.isFile()) return undefined;
  const read = await readStructuredFile(path).catch(() => undefined);
  return read && withPlainNumbers(read.content);
}

import { lstat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { dvcStageFolder } from "../../core/model/data/dvc-stage-folder.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import { readStructuredFile } from "../values/read-structured-file.ts";
import { withPlainNumbers } from "../values/written-number.ts";

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
type Entry = z.infer<typeof Entry>;
/** Whatever is no entry of this form, such as a key of a parameter, is passed over. */
const Entries = z.array(z.unknown()).transform((list) =>
  list.flatMap((entry) => {
    const { success, data } = Entry.safeParse(entry);
    return success ? [data] : [];
  }),
);
const DvcFile = z.object({ outs: Entries });
const DvcLock = z.object({
  stages: z.record(
    z.string(),
    z.object({ deps: Entries.optional(), outs: Entries.optional() }).catch({}),
  ),
});

/**
 * Returns what DVC knows of a file or folder of the workspace: by the `.dvc` file beside it, else by
 * a `dvc.lock` in a folder around it. The data is not read, and need not be there.
 *
 * @param folder the workspace folder, absolute
 * @param path absolute
 */
export async function trackedByDvc(folder: string, path: string): Promise<TrackedData | undefined> {
  if (!isInside(slashRelative(folder, path))) return undefined;
  const own = DvcFile.safeParse(await contentOf(`${path}.dvc`));
  const single = own.success && own.data.outs.length === 1 ? own.data.outs[0] : undefined;
  if (single) return tracked(folder, `${path}.dvc`, single);
  for (let place = dirname(path); isInside(slashRelative(folder, place)); place = dirname(place)) {
    const file = join(place, "dvc.lock");
    const [lock, pipeline] = [await contentOf(file), await contentOf(join(place, "dvc.yaml"))];
    const entry = entryOf({ lock, pipeline }, place, path);
    if (entry) return tracked(folder, file, entry);
    if (place === dirname(place)) break;
  }
  return undefined;
}

/** An output is what it was made to be; a dependency may have been made anew since. */
function entryOf(
  { lock: content, pipeline }: { readonly lock: unknown; readonly pipeline: unknown },
  folder: string,
  path: string,
): Entry | undefined {
  const lock = DvcLock.safeParse(content);
  if (!lock.success) return undefined;
  const stages = Object.entries(lock.data.stages).flatMap(([name, { deps = [], outs = [] }]) => {
    const place = dvcStageFolder(pipeline, name);
    return place === undefined ? [] : [{ deps, outs, place: resolve(folder, place) }];
  });
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
  { md5, hash, size }: Entry,
): TrackedData | undefined {
  if (md5 === undefined) return undefined;
  return {
    md5,
    ...(size !== undefined && { size }),
    isOfBytes: hash === "md5" && !md5.endsWith(".dir"),
    source: slashRelative(folder, file),
  };
}

/** Returns the content of a YAML file; undefined if there is none, or it can't be read. */
async function contentOf(path: string): Promise<unknown> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats?.isFile()) return undefined;
  const read = await readStructuredFile(path).catch(() => undefined);
  return read && withPlainNumbers(read.content);
}

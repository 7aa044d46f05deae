import { createHash } from "node:crypto";
import { join } from "node:path";
import { openRegularFile } from "../files/open-regular-file.ts";
import type { ConfigEntry, Repository } from "./git-repository.ts";
import { inChunks } from "./in-chunks.ts";

/**
 * The `clean` and `process` programs of filter drivers (Git LFS, nbstripout, git-crypt, or a
 * hostile repository's own) run whenever git compares a changed file. Git has no switch against
 * all of them, so that each one configured is overridden by an empty command.
 */
export interface Filters {
  readonly names: ReadonlySet<string>;
  /** `name=value` settings that switch the filters off. */
  readonly off: readonly string[];
}

const maxFilters = 100;

/**
 * Returns the filters of a repository, or undefined when they can't all be switched off: `-c` takes
 * no name with `=`, and the length of a command line is limited.
 */
export function findFilters(config: readonly ConfigEntry[]): Filters | undefined {
  const names = new Set(
    config.flatMap(({ key }) => /^filter\.([^]*)\.[^.]*$/.exec(key)?.[1] ?? []),
  );
  if (names.size > maxFilters || [...names].some((name) => name.includes("="))) return undefined;
  return {
    names,
    off: [...names].flatMap((name) => [
      `filter.${name}.clean=`,
      `filter.${name}.process=`,
      `filter.${name}.required=false`,
    ]),
  };
}

/** Returns the files (relative to the top) that go through a filter, with the filter's name. */
export async function filteredFiles(
  { git }: Repository,
  { names, off }: Filters,
  files: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const filtered = new Map<string, string>();
  if (names.size === 0) return filtered;
  for (const chunk of inChunks(files)) {
    const args = ["check-attr", "-z", "filter", "--", ...chunk];
    const fields = String(await git(args, { config: off })).split("\0");
    for (let at = 0; at + 2 < fields.length; at += 3) {
      const [file, , name] = fields.slice(at, at + 3);
      if (file !== undefined && name !== undefined && names.has(name)) filtered.set(file, name);
    }
  }
  return filtered;
}

/**
 * Returns true if the file has the content that a Git LFS pointer committed as `object` stands for
 * (git-lfs/docs/spec.md), so that its filter would report it as unchanged.
 *
 * @param object the pointer's object name, SHA-1 or SHA-256
 */
export async function isLfsContent(
  { top }: Repository,
  file: string,
  object: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const content = createHash("sha256");
  let size = 0;
  try {
    const options = { file, advice: "check-permission", noFollow: true } as const;
    await using handle = await openRegularFile(join(top, file), options);
    const stream = handle.createReadStream({ highWaterMark: 1024 * 1024, autoClose: false });
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      content.update(chunk);
      size += chunk.length;
    }
  } catch {
    return false;
  }
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${content.digest("hex")}\nsize ${size}\n`;
  return (
    createHash(object.length === 40 ? "sha1" : "sha256")
      .update(`blob ${pointer.length}\0${pointer}`)
      .digest("hex") === object
  );
}

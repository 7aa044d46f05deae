import { realpath } from "node:fs/promises";
import { basename } from "node:path";
import type { Version } from "../core/version.ts";
import { fileSource } from "../inspect/file-source.ts";
import { hashFile } from "../provenance/hash-file.ts";
import type { Registry } from "./registry.ts";
import type { Task } from "./task.ts";

/** Bytes. A larger file is not hashed for it: the page about the file would wait too long. */
const hashLimit = 1024 * 1024 * 1024;
/** Most versions that are named. */
const maxVersions = 50;

/**
 * Returns the versions that have a file of the workspace (absolute path) among theirs, whatever it
 * was called then, newest first. Undefined if only hashing a very large file would tell, and for a
 * folder. A file is read only if the registry has one of its size.
 *
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function versionsWithFile(
  registry: Registry,
  { path }: { readonly path: string },
  { signal }: Task = {},
): Promise<readonly Version[] | undefined> {
  const real = await realpath(path);
  const { size } = await fileSource(real);
  if (!(await registry.read((state) => state.hasFileOfSize(size)))) return [];
  if (size > hashLimit) return undefined;
  const { sha256 } = await hashFile(real, basename(path), { signal });
  return registry.read((state) =>
    state.versionsWithFile(sha256).toReversed().slice(0, maxVersions),
  );
}

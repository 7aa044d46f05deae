import { realpath } from "node:fs/promises";
import { basename } from "node:path";
import type { Sha256 } from "../../core/model/ids.ts";
import type { Version } from "../../core/state/version.ts";
import { LruCache } from "../../core/text/lru-cache.ts";
import { fileSource } from "../../inspect/sources/file-source.ts";
import { hashFile } from "../../provenance/data/hash-file.ts";
import { fileStamp } from "../files/file-stamp.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";

/** Bytes. A larger file is not hashed for it: the page about the file would wait too long. */
const hashLimit = 1024 * 1024 * 1024;
/** Digests that are remembered: more than the files that pages are open about. */
const maxKnown = 100;
/** Most versions that are named. */
const maxVersions = 50;

/** A digest, for as long as the file is what it was then. */
interface KnownDigest {
  readonly stamp: string;
  readonly sha256: Sha256;
}

/**
 * By real path. Only for saying which versions have a file's bytes, which pages ask at each refresh:
 * nothing that is called verified is answered from here.
 */
const known = new LruCache<KnownDigest>(maxKnown);

/** Hashes a file, unless it is as it was when it was hashed before. */
async function digestOf(real: string, path: string, { signal }: Task): Promise<Sha256> {
  const stamp = await fileStamp(real);
  const before = known.get(real);
  if (before?.stamp === stamp) return before.sha256;
  const { sha256 } = await hashFile(real, basename(path), { signal });
  // A file that was written to meanwhile may be neither what it was nor what it is.
  if ((await fileStamp(real)) === stamp) known.set(real, { stamp, sha256 });
  return sha256;
}

/**
 * Returns the versions that have a file of the workspace (absolute path) among theirs, whatever it
 * was called then, newest first. Undefined if only hashing a very large file would tell, and for a
 * folder. A file is read only if the registry has one of its size, and again only once it has changed.
 *
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function versionsWithFile(
  registry: Registry,
  { path }: { readonly path: string },
  task: Task = {},
): Promise<readonly Version[] | undefined> {
  const real = await realpath(path);
  const { size } = await fileSource(real);
  if (!(await registry.read((state) => state.bytes.hasSize(size)))) return [];
  if (size > hashLimit) return undefined;
  const sha256 = await digestOf(real, path, task);
  return registry.read((state) =>
    state.bytes.versionsWith(sha256).toReversed().slice(0, maxVersions),
  );
}

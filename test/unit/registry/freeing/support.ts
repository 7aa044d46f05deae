import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Sha256, VersionId } from "../../../../src/core/model/ids.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { artifactPath } from "../../../../src/storage/files/registry-paths.ts";
import { sha256 } from "../../../../src/storage/ledger/ledger-line.ts";

/** Lays an object into the store that no version refers to; answers its digest. */
export async function layGarbage(registry: Registry, content: string): Promise<Sha256> {
  const digest = sha256(Buffer.from(content));
  const path = artifactPath(registry.paths, digest);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return digest;
}

/** Returns whether the bytes with this content are in the store. */
export function isStored(registry: Registry, content: string): boolean {
  return existsSync(artifactPath(registry.paths, sha256(Buffer.from(content))));
}

/** Returns the number of objects in the store. */
export async function objectCount(registry: Registry): Promise<number> {
  const prefixes = await readdir(registry.paths.artifacts);
  const names = await Promise.all(
    prefixes.map((prefix) => readdir(join(registry.paths.artifacts, prefix))),
  );
  return names.flat().length;
}

/** A request to delete a version, for some reason. */
export function deletion(version: { readonly id: VersionId }): {
  readonly version: VersionId;
  readonly reason: string;
} {
  return { version: version.id, reason: "superseded" };
}

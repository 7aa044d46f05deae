import type { StoredBytes } from "../model/artifact.ts";
import type { VersionId } from "../model/ids.ts";

/** Some bytes, and a version that refers to them. */
export interface StoredReference {
  readonly version: VersionId;
  readonly stored: StoredBytes;
}

/** Bytes that only versions refer to that go: the space that is free without them. */
export function freedBytes(
  references: readonly StoredReference[],
  going: ReadonlySet<VersionId>,
): number {
  const kept = new Set<string>();
  const freed = new Map<string, number>();
  for (const { version, stored } of references) {
    if (going.has(version)) freed.set(stored.sha256, stored.size);
    else kept.add(stored.sha256);
  }
  return [...freed].reduce((sum, [digest, size]) => (kept.has(digest) ? sum : sum + size), 0);
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import { isHeld, type StoredBytes } from "../../core/model/artifact.ts";
import { Sha256, Timestamp, type VersionId } from "../../core/model/ids.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { encodeHead } from "../../remotes/contract/remote-head.ts";
import { requireSame } from "../../storage/artifacts/artifact-store.ts";
import { replaceFile, writeAll } from "../../storage/files/atomic-file.ts";
import { isErrno } from "../../storage/files/errno.ts";
import { artifactPath } from "../../storage/files/registry-paths.ts";
import { requireConnection } from "../exchange/connection.ts";
import { canFetch, fetchMissingOf, fetchObjects } from "../exchange/fetch-bytes.ts";
import { grownFile, localLedger } from "../exchange/local-files.ts";
import { nextHead } from "../exchange/next-head.ts";
import { referredObjects } from "../exchange/send.ts";
import { wantedBytes, type WantedBytes } from "../exchange/wanted-bytes.ts";
import { requireOutsideRegistries } from "../files/output-path.ts";
import { tarOf, type TarFile } from "../files/tar.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { bundleMembers, type BundleManifest } from "./bundle-form.ts";
import { withBundle } from "./open-bundle.ts";
import { unusable } from "./unusable-file.ts";

/** Files to put into a bundle: as for a pull, of some versions, or none. */
export type BundledBytes =
  | WantedBytes
  | { readonly kind: "versions"; readonly versions: readonly VersionId[] }
  | { readonly kind: "none" };

export interface CreateBundleRequest {
  /** Absolute path of the file to make; a bundle there is replaced once the new one is whole. */
  readonly path: string;
  readonly bytes: BundledBytes;
  /** Replace a file that is no bundle; else it is a reason to refuse. */
  readonly replace?: boolean;
}

/** Outcome of making a bundle. */
export interface CreatedBundle {
  readonly path: string;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly lines: number;
  readonly objects: number;
  /** Files that the ledger refers to and that are not in it. */
  readonly leftOut: number;
}

/**
 * Writes the ledger, the policy and chosen files of a registry into one file, as a stream. Each file
 * is hashed on its way; one that has changed ends it. Nothing is left behind if it fails.
 *
 * @throws RegistryError `artifact-changed`, `file-exists`, `file-problem`, `ledger-damaged`,
 *   `cancelled`
 */
export async function createBundle(
  registry: Registry,
  { path, bytes, replace = false }: CreateBundleRequest,
  task: Task = {},
): Promise<CreatedBundle> {
  registry.requireTrust();
  await requireOutsideRegistries(resolve(path));
  if (!replace) await requireReplaceable(path);
  const local = await localLedger(registry);
  const grown = [...local.positions].map(([writer, position]) =>
    grownFile(registry, writer, position),
  );
  if (grown.length === 0) {
    throw new RegistryError({ code: "invalid-request", reason: "bundle-empty" });
  }
  await fetchWanted(registry, bytes, task);
  const { head: plain, added } = await nextHead(undefined, local.registries, grown);
  const events = await registry.read(({ redactions }) => redactions.ids());
  const redacted = { form: 2, redactions: { events, replaced: [] } } as const;
  const head = events.length === 0 ? plain : { ...plain, ...redacted };
  const referred = await referredObjects(registry, { grown, before: undefined });
  const objects = await chosen(registry, bytes, referred, task);
  const policy = await readFile(registry.paths.policy).catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return undefined;
    throw unusable(registry.paths.policy, error);
  });
  const now = new Date();
  const held = new Set(objects.map(({ sha256 }) => sha256));
  // Those of versions may be missing here; patches and logs of runs are known by their files.
  const all = [...referred, ...(await wantedBytes(registry, { kind: "all" }))];
  const lacking = all.flatMap(({ sha256 }) => (held.has(sha256) ? [] : [sha256]));
  const manifest: BundleManifest = {
    form: 1,
    createdAt: Timestamp.parse(now.toISOString()),
    leftOut: new Set(lacking).size,
  };
  const files: TarFile[] = [
    memberOf(bundleMembers.manifest, Buffer.from(`${JSON.stringify(manifest)}\n`)),
    memberOf(bundleMembers.head, encodeHead(head)),
    ...(policy ? [memberOf(bundleMembers.policy, policy)] : []),
    ...added.map((segment) => memberOf(bundleMembers.segment(segment.sha256), segment.bytes)),
    ...objects.map((object) => storedMember(registry, object)),
  ];
  const size = await writeTar(resolve(path), files, now, task);
  const lines = grown.reduce((sum, file) => sum + file.lines, 0);
  return { path, size, lines, objects: objects.length, leftOut: manifest.leftOut };
}

/** @throws RegistryError `file-exists` for a file that is no bundle */
async function requireReplaceable(path: string): Promise<void> {
  const present = await stat(path).catch(() => undefined);
  if (!present?.isFile()) return;
  await withBundle(path, () => Promise.resolve()).catch((error: unknown) => {
    if (!(error instanceof RegistryError)) throw error;
    throw new RegistryError(
      { code: "file-exists", reason: "export-target-exists", path },
      { cause: error },
    );
  });
}

/** Fetches files that are not here, if the registry is shared; those that can't be had are left out. */
async function fetchWanted(registry: Registry, bytes: BundledBytes, task: Task): Promise<void> {
  if (bytes.kind === "none" || bytes.kind === "versions" || !(await canFetch(registry))) return;
  const wanted = await wantedBytes(registry, bytes);
  try {
    await fetchObjects(registry, await requireConnection(registry), wanted, task);
  } catch (error) {
    const codes: readonly string[] = ["remote-unreachable", "remote-denied", "artifact-missing"];
    if (!(error instanceof RegistryError) || !codes.includes(error.refusal.code)) throw error;
  }
}

/** Returns the stored files to put into the bundle. */
async function chosen(
  registry: Registry,
  bytes: BundledBytes,
  referred: readonly StoredBytes[],
  task: Task,
): Promise<readonly StoredBytes[]> {
  if (bytes.kind === "none") return [];
  // Patches and logs of runs as well.
  if (bytes.kind === "all") return referred;
  if (bytes.kind !== "versions") return isHere(await wantedBytes(registry, bytes), referred);
  for (const version of bytes.versions) await fetchMissingOf(registry, version, task);
  const digests = await registry.read((state) =>
    bytes.versions.flatMap((id) =>
      state
        .artifacts(id)
        .filter(isHeld)
        .map(({ sha256 }) => sha256),
    ),
  );
  const wanted = new Set<string>(digests);
  return referred.filter(({ sha256 }) => wanted.has(sha256));
}

function isHere(
  objects: readonly StoredBytes[],
  referred: readonly StoredBytes[],
): readonly StoredBytes[] {
  const here = new Set(referred.map(({ sha256 }) => sha256));
  return objects.filter(({ sha256 }) => here.has(sha256));
}

function memberOf(path: string, bytes: Uint8Array): TarFile {
  const content = Uint8Array.from(bytes);
  return {
    path,
    size: content.byteLength,
    async *open() {
      await Promise.resolve();
      yield content;
    },
  };
}

/** A stored file, hashed as it is read. */
function storedMember({ paths }: Registry, { sha256, size }: StoredBytes): TarFile {
  return {
    path: bundleMembers.object(sha256),
    size,
    async *open() {
      const hash = createHash("sha256");
      let length = 0;
      const stored = artifactPath(paths, sha256);
      try {
        for await (const chunk of createReadStream(stored, { highWaterMark: 1024 * 1024 })) {
          const bytes = Uint8Array.from(chunk as Buffer);
          hash.update(bytes);
          length += bytes.byteLength;
          yield bytes;
        }
      } catch (error) {
        throw unusable(stored, error);
      }
      const found = { sha256: Sha256.parse(hash.digest("hex")), size: length };
      requireSame({ sha256, size }, found, sha256);
    },
  };
}

/** Writes the archive beside its place, flushes and renames it. Returns its size in bytes. */
async function writeTar(
  path: string,
  files: readonly TarFile[],
  now: Date,
  { signal, report }: Task,
): Promise<number> {
  const { size, chunks } = tarOf(files, Math.floor(now.getTime() / 1000));
  let done = 0;
  await replaceFile(path, async (handle) => {
    for await (const chunk of chunks) {
      throwIfCancelled(signal);
      await writeAll(handle, chunk);
      done += chunk.byteLength;
      report?.({ message: l10n.t("Writing {0}", path), done, total: size });
    }
  }).catch((error: unknown) => {
    throw error instanceof RegistryError ? error : unusable(path, error);
  });
  return size;
}

import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { Sha256 } from "../../core/model/ids.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { BundleFault } from "../../core/refusals/sharing/bundle-refusals.ts";
import { parseHead, type RemoteHead } from "../../remotes/contract/remote-head.ts";
import type { ObjectStore, Remote, RemoteLog, SeenHead } from "../../remotes/contract/remote.ts";
import { bundleMember, bundleMembers, BundleManifest } from "./bundle-form.ts";
import { readExactly, tarEntries, TarProblem, type TarEntry } from "./read-tar.ts";
import { unusable } from "./unusable-file.ts";

/** Longest member (bytes) that is read at once. */
const maxRead = 64 * 1024 * 1024;
const chunkSize = 1024 * 1024;

/** A bundle that is open for reading. */
export interface OpenBundle {
  readonly manifest: BundleManifest;
  readonly head: RemoteHead;
  /** Text of the policy; absent if the registry had none. */
  readonly policy?: Uint8Array;
  /** Stored files that it holds. */
  readonly objects: readonly StoredBytes[];
  /** The same as a remote that can't be written to. */
  readonly remote: Remote;
}

/**
 * Opens a bundle for `body`. Its list of members is read, their bytes are not.
 *
 * @throws RegistryError `file-problem`, also for what is no bundle
 */
export async function withBundle<T>(
  path: string,
  body: (bundle: OpenBundle) => Promise<T>,
): Promise<T> {
  const handle = await open(path, "r").catch((error: unknown) => {
    throw unusable(path, error);
  });
  try {
    return await body(await readBundle(path, handle));
  } catch (error) {
    if (error instanceof TarProblem) throw bundleProblem(path, "cut-off", error.message);
    throw error;
  } finally {
    await handle.close();
  }
}

/** Returns the refusal for a bundle that can't be used. */
export function bundleProblem(path: string, fault: BundleFault, detail = ""): RegistryError {
  return new RegistryError({ code: "file-problem", reason: "bundle-invalid", path, fault, detail });
}

async function readBundle(path: string, handle: FileHandle): Promise<OpenBundle> {
  const members = new Map<string, TarEntry>();
  for await (const [name, entry] of tarEntries(handle)) {
    if (!bundleMember.test(name)) throw bundleProblem(path, "foreign-member", name.slice(0, 200));
    if (members.has(name)) throw bundleProblem(path, "twice", name);
    members.set(name, entry);
  }
  const read = (name: string): Promise<Buffer> => {
    const entry = members.get(name);
    if (!entry) throw bundleProblem(path, "incomplete", name);
    if (entry.size > maxRead) throw bundleProblem(path, "too-large", name);
    return readExactly(handle, entry.offset, entry.size);
  };
  const manifest = BundleManifest.safeParse(parseJson(await read(bundleMembers.manifest)));
  if (!manifest.success) throw bundleProblem(path, "no-bundle");
  const head = parseHead(await read(bundleMembers.head));
  if (!head.ok) throw bundleProblem(path, "no-bundle");
  const objects = [...members].flatMap(([name, { size }]) => {
    const sha256 = /^objects\/(.*)$/.exec(name)?.[1];
    return sha256 === undefined ? [] : [{ sha256: Sha256.parse(sha256), size }];
  });
  const hasPolicy = members.has(bundleMembers.policy);
  return {
    manifest: manifest.data,
    head: head.head,
    ...(hasPolicy && { policy: await read(bundleMembers.policy) }),
    objects,
    remote: {
      address: path,
      log: bundleLog(path, head.head, read),
      objects: bundleObjects(path, handle, members),
    },
  };
}

function bundleLog(
  path: string,
  head: RemoteHead,
  read: (name: string) => Promise<Buffer>,
): RemoteLog {
  const seen: SeenHead = { head, token: "" };
  return {
    readHead: () => Promise.resolve(seen),
    readSegment: async (_seen, { sha256, size }) => {
      const bytes = await read(bundleMembers.segment(sha256));
      const digest = createHash("sha256").update(bytes).digest("hex");
      if (bytes.length !== size || digest !== sha256) {
        throw bundleProblem(path, "wrong-digest", bundleMembers.segment(sha256));
      }
      return bytes;
    },
    swapHead: () => Promise.reject(new Error("read-only")),
  };
}

function bundleObjects(
  path: string,
  handle: FileHandle,
  members: ReadonlyMap<string, TarEntry>,
): ObjectStore {
  const entryOf = ({ sha256 }: StoredBytes): TarEntry | undefined =>
    members.get(bundleMembers.object(sha256));
  return {
    has: (objects) => {
      const there = objects.filter((object) => entryOf(object)?.size === object.size);
      return Promise.resolve(new Set(there.map(({ sha256 }) => sha256)));
    },
    async *get(object, { signal } = {}) {
      const entry = entryOf(object);
      if (!entry) throw bundleProblem(path, "incomplete", bundleMembers.object(object.sha256));
      const hash = createHash("sha256");
      for (let done = 0; done < entry.size; done += chunkSize) {
        throwIfCancelled(signal);
        const length = Math.min(chunkSize, entry.size - done);
        const bytes = await readExactly(handle, entry.offset + done, length);
        hash.update(bytes);
        yield bytes;
      }
      if (hash.digest("hex") !== object.sha256) {
        throw bundleProblem(path, "wrong-digest", bundleMembers.object(object.sha256));
      }
    },
    put: () => Promise.reject(new Error("read-only")),
  };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

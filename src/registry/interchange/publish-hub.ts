import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import * as l10n from "@vscode/l10n";
import { isHeld, type HeldArtifact } from "../../core/model/artifact.ts";
import { modelCardMarkdown } from "../../core/reports/model-card-document.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import type { HttpServer } from "../../interchange/http/http-client.ts";
import type { HubAddress } from "../../interchange/huggingface/hub-reads.ts";
import { hubRevision, type HubRevision } from "../../interchange/huggingface/hub-reads.ts";
import {
  commitToHub,
  createHubRepository,
  type HubUpload,
} from "../../interchange/huggingface/hub-writes.ts";
import { artifactPath } from "../../storage/files/registry-paths.ts";
import { requireHeld } from "../files/require-held.ts";
import type { Registry } from "../registry.ts";
import { modelCard } from "../reports/model-card.ts";
import { findVersion } from "../retrieval/find-version.ts";
import { streamStored, versionFiles } from "../retrieval/stream-artifact.ts";
import type { Task } from "../task.ts";

export interface HubPublishRequest {
  readonly reference: string;
  readonly server: HttpServer;
  readonly to: HubAddress;
  /** A new repository can be seen by everybody. */
  readonly isPublic?: boolean;
}

/** Effect of publishing a version to a hub. */
export interface HubPublication {
  readonly version: Version;
  /** `https://huggingface.co/org/name` */
  readonly place: string;
  readonly branch: string;
  readonly isNew: boolean;
  readonly isPublic: boolean;
  /** Files that are not there yet, or other ones. */
  readonly uploads: readonly { readonly path: string; readonly size: number }[];
  /** Number of files that are there as they are here. */
  readonly present: number;
  /** The commit that has all files; absent before it is published. */
  readonly commit?: string;
}

const cardName = "README.md";
/** Bytes by which a hub decides how it keeps a file. */
const sampleLength = 512;

/**
 * Returns what publishing a version to a hub would do. Changes nothing.
 *
 * @throws RegistryError `unknown-version`, `artifact-missing`, `server-problem`, `read-only`, `cancelled`
 */
export async function previewHubPublication(
  registry: Registry,
  request: HubPublishRequest,
  { signal }: Task = {},
): Promise<HubPublication> {
  return (await planOf(registry, request, signal)).publication;
}

/**
 * Publishes a version to a hub in one commit: its files, and a model card if it has none of its own. A
 * repository that is not there is made, a private one unless said otherwise. Files that are there stay,
 * bytes that were uploaded before are not sent again, and a second time changes nothing.
 *
 * @throws RegistryError as above, and `artifact-changed`
 */
export async function publishToHub(
  registry: Registry,
  request: HubPublishRequest,
  { signal, report }: Task = {},
): Promise<HubPublication> {
  const { publication, uploads, there } = await planOf(registry, request, signal);
  const { version, branch, isNew } = publication;
  if (uploads.length === 0 && there) return { ...publication, commit: there.commit };
  const asked = { server: request.server, signal };
  if (isNew) await createHubRepository(asked, request.to.id, !publication.isPublic);
  const commit = await commitToHub(
    asked,
    {
      id: request.to.id,
      branch,
      files: uploads,
      summary: `Upload ${versionTitle(version)}`,
      parent: there?.commit,
    },
    (path) => report?.({ message: path }),
  );
  return { ...publication, commit };
}

interface Plan {
  readonly publication: HubPublication;
  readonly uploads: readonly HubUpload[];
  readonly there: HubRevision | undefined;
}

async function planOf(
  registry: Registry,
  { reference, server, to, isPublic = false }: HubPublishRequest,
  signal: AbortSignal | undefined,
): Promise<Plan> {
  registry.requireTrust();
  const version = await findVersion(registry, { reference });
  const files = (await versionFiles(registry, version.id))?.files ?? new Map<string, never>();
  const all: HubUpload[] = [];
  for (const [path, artifact] of files) {
    requireHeld(version, artifact);
    if (isHeld(artifact)) all.push(storedUpload(registry, version, path, artifact));
  }
  if (!files.has(cardName)) all.push(await cardUpload(registry, version));
  const there = await hubRevision({ server, signal }, to);
  const isNew = !there && !(await hubRevision({ server, signal }, { id: to.id }));
  const uploads: HubUpload[] = [];
  for (const file of all) if (!(await isThere(file, there))) uploads.push(file);
  return {
    uploads,
    there,
    publication: {
      version,
      place: `${server.url}/${to.id}`,
      branch: to.revision ?? "main",
      isNew,
      isPublic,
      uploads: uploads.map(({ path, size }) => ({ path, size })),
      present: all.length - uploads.length,
    },
  };
}

function storedUpload(
  registry: Registry,
  version: Version,
  path: string,
  artifact: HeldArtifact,
): HubUpload {
  const title = l10n.t("{0} of {1}", artifact.path, versionTitle(version));
  return {
    path,
    size: artifact.size,
    sha256: artifact.sha256,
    open: () => streamOf(streamStored(registry, artifact, title).chunks),
    sample: async () => {
      const handle = await open(artifactPath(registry.paths, artifact.sha256));
      try {
        const { buffer, bytesRead } = await handle.read(
          Buffer.alloc(sampleLength),
          0,
          sampleLength,
          0,
        );
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
  };
}

function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream {
  return Readable.toWeb(Readable.from(chunks, { objectMode: false })) as ReadableStream;
}

async function cardUpload(registry: Registry, version: Version): Promise<HubUpload> {
  // Without the time at which it is made, so that what is there already is not sent again.
  const card = await modelCard(registry, { version: version.id });
  const bytes = Buffer.from(modelCardMarkdown({ ...card, madeAt: undefined }));
  return {
    path: cardName,
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    open: () => streamOf(Readable.from([bytes])),
    sample: () => Promise.resolve(bytes.subarray(0, sampleLength)),
  };
}

/** A small file is in git, which names it by the digest of its blob. */
async function isThere(file: HubUpload, there: HubRevision | undefined): Promise<boolean> {
  const found = there?.files.find(({ path }) => path === file.path);
  if (found?.size !== file.size) return false;
  if (found.sha256 !== undefined) return found.sha256 === file.sha256;
  const hash = createHash("sha1").update(`blob ${file.size}\0`);
  for await (const chunk of file.open() as unknown as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest("hex") === found.blob;
}

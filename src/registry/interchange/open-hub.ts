import { constants } from "node:fs";
import { copyFile, lstat, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { HttpServer } from "../../interchange/http/http-client.ts";
import type { HubAddress } from "../../interchange/huggingface/hub-reads.ts";
import {
  downloadHubFile,
  hasHubBytes,
  hubRevision,
  type HubFile,
  type HubRevision,
} from "../../interchange/huggingface/hub-reads.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import type { BroughtVersion, ForeignSource } from "./foreign-source.ts";
import { blobPlace, cachedRepository, cachedRevision, repositoryFolder } from "./hub-cache.ts";

/** Key of other metadata that says of which commit on a hub one was made: `hf://org/name@0123…`. */
export const hubKey = "hf_revision";
/** Files that are only for git. */
const ofGit = new Set([".gitattributes", ".gitignore"]);

export interface HubPlaces {
  /** Absent if only the cache is asked. */
  readonly server?: HttpServer | undefined;
  /** Folder of the cache of the Hub's own library. */
  readonly cache: string;
}

/**
 * Opens a model on a hub, as one version. Files that the cache of the Hub's own library has are taken
 * from there, and every file has the digest that the hub or the cache names.
 *
 * @throws RegistryError `read-only` in Restricted Mode, `server-problem`, `invalid-request` if there is no
 *   such model, `cancelled`
 */
export async function openHub(
  registry: Registry,
  address: HubAddress,
  { server, cache }: HubPlaces,
  { signal, report }: Task = {},
): Promise<ForeignSource> {
  registry.requireTrust();
  const folder = repositoryFolder(cache, address);
  report?.({ message: `hf://${address.id}` });
  const found = server
    ? await hubRevision({ server, signal }, address)
    : await cachedRevision(folder, address.revision);
  if (!found) throw notThere(address);
  return sourceOf(address.id, found, { server, folder });
}

/**
 * Opens a repository in the cache of the Hub's own library by its folder, or that of a snapshot.
 *
 * @returns undefined if it is none
 */
export async function openHubCache(
  registry: Registry,
  path: string,
): Promise<ForeignSource | undefined> {
  const repository = cachedRepository(path);
  if (!repository) return undefined;
  registry.requireTrust();
  const { id, folder, commit } = repository;
  const found = await cachedRevision(folder, commit);
  return found && sourceOf(id, found, { server: undefined, folder });
}

function notThere({ id, revision }: HubAddress): RegistryError {
  const at = revision === undefined ? "" : `@${revision}`;
  return new RegistryError({
    code: "invalid-request",
    reason: "foreign-files-absent",
    from: `hf://${id}${at}`,
  });
}

interface From {
  readonly server: HttpServer | undefined;
  /** Of the repository in the cache. */
  readonly folder: string;
}

function sourceOf(id: string, { commit, files: all }: HubRevision, from: From): ForeignSource {
  const files = all.filter(({ path }) => !ofGit.has(path));
  const place = `hf://${id}@${commit}`;
  return {
    tool: "Hugging Face",
    runs: [],
    versions: [
      {
        model: basename(id),
        from: `hf://${id}@${commit.slice(0, 7)}`,
        key: [hubKey, place],
        marks: [],
        size: files.reduce((sum, { size }) => sum + size, 0),
        ...(files.length === 0 && { problem: notThere({ id }).refusal }),
        bring: (task) => bring({ id, commit, files }, from, place, task),
      },
    ],
  };
}

async function bring(
  { id, commit, files }: HubRevision & { readonly id: string },
  from: From,
  place: string,
  { signal, report }: Task,
): Promise<BroughtVersion> {
  const temporary = await mkdtemp(join(await realpath(tmpdir()), "model-registry-hub-"));
  const drop = (): Promise<void> => rm(temporary, { recursive: true, force: true });
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  try {
    // A folder is registered under its name.
    const root = join(temporary, basename(id));
    for (const file of files) {
      throwIfCancelled(signal);
      report?.({ message: file.path, done, total });
      const target = join(root, file.path);
      await mkdir(dirname(target), { recursive: true });
      if (await takeFromCache(from.folder, file, target)) {
        done += file.size;
        continue;
      }
      if (!from.server) throw notThere({ id, revision: commit });
      const asked = { server: from.server, signal };
      await downloadHubFile(asked, { id, commit }, file, target, (bytes) => {
        report?.({ message: file.path, done: (done += bytes), total });
      });
    }
    return { request: requestOf(root, files, place), drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

async function takeFromCache(folder: string, file: HubFile, target: string): Promise<boolean> {
  const blob = blobPlace(folder, file);
  const stats = blob === undefined ? undefined : await lstat(blob).catch(() => undefined);
  if (blob === undefined || !stats?.isFile() || stats.size !== file.size) return false;
  await copyFile(blob, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  if (await hasHubBytes(target, file)) return true;
  await rm(target);
  return false;
}

function requestOf(
  root: string,
  files: readonly HubFile[],
  place: string,
): BroughtVersion["request"] {
  const [only] = files;
  const card = join(root, "README.md");
  const hasCard = files.some(({ path }) => path === "README.md");
  return {
    paths: [files.length === 1 && only ? join(root, only.path) : root],
    ...(hasCard && { modelCard: card }),
    declared: {
      source: place,
      metrics: {},
      parameters: {},
      data: [],
      featureSets: [],
      packages: {},
      otherMetadata: { [hubKey]: place },
    },
    imported: { source: place },
    found: [],
    metricsFiles: [],
    parametersFiles: [],
    datasets: [],
    parents: [],
    includeHidden: true,
    allowIdentical: true,
  };
}

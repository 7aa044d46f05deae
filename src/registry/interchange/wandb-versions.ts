import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { copyFile, lstat, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join, sep } from "node:path";
import * as l10n from "@vscode/l10n";
import { isPortablePath } from "../../core/model/artifact.ts";
import { CommitId, Timestamp } from "../../core/model/ids.ts";
import { BoundedJsonObject, type JsonObject } from "../../core/model/recipe/json-value.ts";
import { RegistryError, throwIfCancelled, type Refusal } from "../../core/refusals/refusal.ts";
import { isSecretParameter } from "../../core/registration/secrets.ts";
import type { WandbRun } from "../../interchange/wandb/read-run.ts";
import type { WandbArtifact, WandbArtifactFile } from "../../interchange/wandb/records.ts";
import { readTags } from "../../provenance/metadata/read-tags.ts";
import { relativePath } from "../files/relative-path.ts";
import { wandbMetadata } from "../registration/wandb-run.ts";
import type { Task } from "../task.ts";
import type { BroughtVersion, GivenVersion } from "./foreign-source.ts";
import type { WandbFolder } from "./open-wandb.ts";

/** Key of other metadata that says which artifact one was made of: `8dwldyjs/fraud-net:e4d137bb`. */
export const wandbArtifactKey = "wandb_artifact";

/** Aliases that W&B gives by itself. */
const ownAlias = /^(?:latest|v\d+)$/;

/** Returns the versions of models among the artifacts that a run logged. */
export function wandbVersions(workspace: string, found: WandbFolder): readonly GivenVersion[] {
  return found.run.artifacts
    .filter(({ type }) => type.toLowerCase() === "model")
    .map((artifact) => givenVersion(workspace, found, artifact));
}

function givenVersion(
  workspace: string,
  found: WandbFolder,
  artifact: WandbArtifact,
): GivenVersion {
  const { name, digest, aliases, files } = artifact;
  const from = l10n.t("{0} of run {1}", name, found.run.identity.name ?? found.id);
  const isHeld = files.some(({ localPath }) => localPath !== undefined);
  const absent: Refusal = { code: "invalid-request", reason: "foreign-files-absent", from };
  return {
    // W&B calls the artifacts of log_model after the run.
    model: name.replace(`run-${found.id}-`, ""),
    from,
    key: [wandbArtifactKey, `${found.id}/${name}:${digest}`],
    marks: aliases.filter((alias) => !ownAlias.test(alias)),
    size: files.length,
    ...(!isHeld && { problem: absent }),
    bring: (task) => bring(workspace, found, artifact, from, task),
  };
}

/** Copies the files of an artifact into a folder of their own, as its manifest names them. */
async function bring(
  workspace: string,
  found: WandbFolder,
  artifact: WandbArtifact,
  from: string,
  task: Task,
): Promise<BroughtVersion> {
  const temporary = await mkdtemp(join(tmpdir(), "model-registry-wandb-"));
  const drop = (): Promise<void> => rm(temporary, { recursive: true, force: true });
  try {
    const root = join(temporary, basename(artifact.name.replaceAll(/[^\w.-]/g, "-")) || "model");
    const homes = await trustedFolders(workspace);
    for (const file of artifact.files) {
      throwIfCancelled(task.signal);
      task.report?.({ message: file.path });
      await copyVerified(file, { homes, root, from });
    }
    const [only] = artifact.files;
    const path = artifact.files.length === 1 && only ? join(root, only.path) : root;
    return { request: requestOf(workspace, found, artifact, path), drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

/**
 * Returns the folders in which W&B itself puts copies (wandb/env.py), and the workspace: a log may
 * name any file of the machine.
 */
async function trustedFolders(workspace: string): Promise<readonly string[]> {
  const { env, platform } = process;
  const home = homedir();
  const data =
    platform === "darwin"
      ? join(home, "Library", "Application Support", "wandb")
      : platform === "win32"
        ? join(env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "wandb")
        : join(env["XDG_DATA_HOME"] ?? join(home, ".local", "share"), "wandb");
  const given = [env["WANDB_DATA_DIR"], env["WANDB_CACHE_DIR"]].filter(
    (each) => each !== undefined,
  );
  const places = [workspace, data, join(home, ".cache", "wandb"), ...given];
  return Promise.all(places.map((place) => realpath(place).catch(() => place)));
}

async function copyVerified(
  { path, digest, localPath, reference }: WandbArtifactFile,
  {
    homes,
    root,
    from,
  }: { readonly homes: readonly string[]; readonly root: string; readonly from: string },
): Promise<void> {
  const absent = new RegistryError({
    code: "invalid-request",
    reason: "foreign-files-absent",
    from,
    place: path.slice(0, 500),
  });
  if (localPath === undefined || reference !== undefined || !isPortablePath(path)) throw absent;
  const real = await realpath(localPath).catch(() => undefined);
  const isTrusted = homes.some((home) => real?.startsWith(`${home}${sep}`));
  const stats = real === undefined ? undefined : await lstat(real).catch(() => undefined);
  if (real === undefined || !isTrusted || !stats?.isFile()) throw absent;
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(real, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  const hash = createHash("md5");
  for await (const chunk of createReadStream(target, { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk as Uint8Array);
  }
  if (hash.digest("base64") === digest) return;
  throw new RegistryError({ code: "file-problem", reason: "changed-since-preview", file: path });
}

function requestOf(
  workspace: string,
  { folder, id, start, run, places }: WandbFolder,
  { name, digest, description, metadata, tags, type }: WandbArtifact,
  path: string,
): BroughtVersion["request"] {
  const {
    metrics,
    parameters,
    packages,
    command,
    run: reference,
  } = wandbMetadata(basename(folder), run);
  const shown = relativePath(workspace, folder);
  return {
    paths: [path],
    ...(description !== undefined && { description: description.slice(0, 5000) }),
    tags: readTags(tags)?.tags ?? {},
    declared: {
      source: shown,
      metrics,
      parameters,
      packages,
      data: [],
      featureSets: [],
      otherMetadata: {
        ...metadataOf(metadata),
        wandb_type: type,
        [wandbArtifactKey]: `${id}/${name}:${digest}`,
      },
      ...(reference && { run: reference }),
      ...(command && { command }),
    },
    imported: {
      source: `${shown}/${name}`,
      ...commitOf(run),
      made: { at: Timestamp.parse(new Date(start).toISOString()), source: "notes" },
    },
    historyFiles: [places.log ?? folder],
    found: [],
    metricsFiles: [],
    parametersFiles: [],
    datasets: [],
    parents: [],
    allowIdentical: true,
  };
}

function metadataOf(metadata: unknown): JsonObject {
  const { data = {} } = BoundedJsonObject.safeParse(metadata);
  return Object.fromEntries(
    Object.entries(data).filter(
      ([key, value]) => key !== "__proto__" && !isSecretParameter(key, value),
    ),
  );
}

function commitOf({ identity, environment }: WandbRun): { readonly commit?: CommitId } {
  const commit = CommitId.safeParse(identity.commit ?? environment.commit);
  return commit.success ? { commit: commit.data } : {};
}

import * as l10n from "@vscode/l10n";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { RunArtifactPath, type RunArtifact, type RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import { artifactKey } from "../../core/runs/run-state.ts";
import type { Run } from "../../core/runs/run.ts";
import type { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import { verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { logStored } from "./log-stored.ts";
import { logSerially } from "./log-to-run.ts";
import { readRun } from "./read-run.ts";

/** Bytes of an artifact: a file of this machine (absolute path), or bytes as they arrive. */
export type ArtifactSource =
  | { readonly file: string }
  | { readonly bytes: Uint8Array }
  | { readonly stream: AsyncIterable<Uint8Array> };

/** The run that artifacts are of, and the logged model of it, if they are that one's. */
export interface ArtifactOwner {
  readonly run: RunId;
  readonly model?: string | undefined;
}

export interface LogArtifactsRequest extends ArtifactOwner {
  readonly files: readonly { readonly path: string; readonly source: ArtifactSource }[];
  /** Starts the run, once the bytes are on this machine; absent if it has begun. */
  readonly begin?: (() => Promise<void>) | undefined;
}

/**
 * Logs files to a run, or to a model that it logged: their bytes go into the content store, hashed
 * on the way, and stay there for as long as the run does. A file of the same path is replaced.
 *
 * @returns the stored bytes of each, in order
 * @throws RegistryError `unknown-run`, `invalid-request` for a path that leads elsewhere,
 *   `file-problem`, `cancelled`, `read-only`, `busy`
 */
export async function logArtifacts(
  registry: Registry,
  { run, model, files, begin }: LogArtifactsRequest,
  { signal, report }: Task = {},
): Promise<readonly StoredBytes[]> {
  registry.requireTrust();
  for (const { path } of files) requireArtifactPath(path);
  let done = 0;
  return logStored(
    registry,
    run,
    async (staging) => {
      const stored: StoredBytes[] = [];
      for (const { path, source } of files) {
        const onBytes = (bytes: number): void => report?.({ message: path, done: (done += bytes) });
        stored.push(await stage(staging, source, { signal, onBytes }));
      }
      return stored;
    },
    (stored) => {
      const at = Date.now();
      return files.flatMap(({ path }, index): RunLogLine[] => {
        const bytes = stored[index];
        if (!bytes) return [];
        return [{ kind: "artifact", at, path, bytes, ...(model !== undefined && { model }) }];
      });
    },
    begin,
  );
}

function stage(
  staging: ArtifactStaging,
  source: ArtifactSource,
  transfer: { signal: AbortSignal | undefined; onBytes: (bytes: number) => void },
): Promise<StoredBytes> {
  if ("file" in source) return staging.addFile(source.file, transfer);
  if ("bytes" in source) return staging.addBytes(source.bytes);
  return staging.addStream(source.stream, transfer);
}

function requireArtifactPath(path: string): void {
  if (RunArtifactPath.safeParse(path).success) return;
  throw new RegistryError({ code: "invalid-request", reason: "run-artifact-path", path });
}

/** An entry of a folder of artifacts. */
export type ArtifactEntry =
  | { readonly kind: "folder"; readonly path: string }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly bytes: StoredBytes;
      /** Milliseconds since the epoch. */
      readonly at: number;
    };

/**
 * Lists what is in a folder of the artifacts of a run, or of a model that it logged, by path.
 *
 * @throws RegistryError `unknown-run`
 */
export async function listRunArtifacts(
  registry: Registry,
  { run, model, folder = "" }: ArtifactOwner & { readonly folder?: string | undefined },
): Promise<readonly ArtifactEntry[]> {
  const { state } = await readRun(registry, { run });
  const prefix = folder === "" ? "" : `${folder}/`;
  const entries = new Map<string, ArtifactEntry>();
  for (const { path, bytes, at, ...artifact } of state.artifacts.values()) {
    if (artifact.model !== model || !path.startsWith(prefix)) continue;
    const slash = path.indexOf("/", prefix.length);
    if (slash < 0) entries.set(path, { kind: "file", path, bytes, at });
    else entries.set(path.slice(0, slash), { kind: "folder", path: path.slice(0, slash) });
  }
  return [...entries.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Returns all artifacts of a run itself, or of a model that it logged, by path. */
export function artifactsOf({ state }: Run, model?: string): readonly RunArtifact[] {
  return [...state.artifacts.values()]
    .filter((artifact) => artifact.model === model)
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Verified bytes of an artifact. */
export interface VerifiedArtifact extends StoredBytes {
  /** Absolute path in the content store; not to be changed. */
  readonly file: string;
}

/**
 * Hashes the bytes of an artifact and returns where they are.
 *
 * @throws RegistryError `unknown-run`, `unknown-artifact`, `artifact-missing`, `artifact-changed`,
 *   `cancelled`
 */
export async function readRunArtifact(
  registry: Registry,
  { run, model, path }: ArtifactOwner & { readonly path: string },
  { signal }: Task = {},
): Promise<VerifiedArtifact> {
  const { state } = await readRun(registry, { run });
  const found = state.artifacts.get(artifactKey(path, model));
  const title = state.name ?? run;
  if (!found) {
    throw new RegistryError({
      code: "unknown-artifact",
      reason: "run-artifact-unknown",
      run: title,
      path,
    });
  }
  const file = await verifyArtifact(
    registry.paths,
    found.bytes,
    l10n.t("{0} of {1}", path, title),
    { signal },
  );
  return { ...found.bytes, file };
}

/**
 * Removes a file, or all files of a folder, from the artifacts of a run or of a model that it
 * logged. Garbage collection frees the bytes that nothing else refers to.
 *
 * @throws RegistryError `unknown-run`, `unknown-artifact`, `read-only`
 */
export function removeRunArtifacts(
  registry: Registry,
  { run, model, path }: ArtifactOwner & { readonly path: string },
): Promise<number> {
  registry.requireTrust();
  return registry.runLogs.serially(run, () =>
    logSerially(registry, run, (state) => {
      const isThere = [...state.artifacts.values()].some(
        (artifact) =>
          artifact.model === model &&
          (artifact.path === path || artifact.path.startsWith(`${path}/`)),
      );
      if (!isThere) {
        const title = state.name ?? run;
        throw new RegistryError({
          code: "unknown-artifact",
          reason: "run-artifact-unknown",
          run: title,
          path,
        });
      }
      const owner = model === undefined ? {} : { model };
      return [{ kind: "artifact-removed", at: Date.now(), path, ...owner }];
    }),
  );
}

import { basename } from "node:path/posix";
import { artifactSha256, type Artifact } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import {
  recordable,
  type RecordedInspection,
} from "../../core/model/inspection/recorded-inspection.ts";
import type { ModelDescription } from "../../core/model/inspection.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { Surroundings } from "../../inspect/contract/source.ts";
import { inspectFolder } from "../../inspect/engine/inspect-folder.ts";
import { fileSource } from "../../inspect/sources/file-source.ts";
import { below, leads } from "../../inspect/sources/folder-surroundings.ts";
import type { Task } from "../task.ts";

/** Milliseconds: a registration waits for it. What takes longer is recorded as not fully read. */
const timeLimit = 30_000;
const fileLimit = 200;

type Named = Pick<Artifact, "path">;

/**
 * Inspects the files of a version in the staging area or the store: these bytes are what it has, even
 * if the user's files change meanwhile.
 *
 * @param pathOf where the bytes of a digest lie
 */
export async function inspectArtifacts(
  pathOf: (digest: Sha256) => string | undefined,
  artifacts: readonly Artifact[],
  task: Task,
): Promise<RecordedInspection> {
  const digests = new Map(artifacts.map((artifact) => [artifact.path, artifactSha256(artifact)]));
  return inspectFiles(
    artifacts,
    (path) => {
      const digest = digests.get(path);
      return digest && pathOf(digest);
    },
    task,
  );
}

/**
 * Inspects files where they are now.
 *
 * @param place where the bytes of a file lie, by its path in the version
 */
export async function inspectFiles(
  artifacts: readonly Named[],
  place: (path: string) => string | undefined,
  { signal }: Task,
): Promise<RecordedInspection> {
  const all = placedFiles(artifacts, place);
  try {
    const folder = commonFolder(artifacts);
    const name = folder ?? artifacts[0]?.path ?? "";
    const inside = folder === undefined ? all : below(all, folder);
    const found = await inspectFolder({ name, inside }, { signal, timeLimit });
    const files = found.files.map(({ path, inspection }) => ({
      path: folder === undefined ? path : `${folder}/${path}`,
      description: recordable(inspection.description),
    }));
    const whole = found.description;
    return {
      description: recordable(
        folder === undefined && whole.format === "folder"
          ? primary(artifacts, whole, files)
          : whole,
      ),
      files: files.slice(0, fileLimit),
    };
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  }
}

/**
 * Returns the description of the whole: for files that are no folder, that of the first model file.
 */
function primary(
  artifacts: readonly Named[],
  whole: ModelDescription,
  files: RecordedInspection["files"],
): ModelDescription {
  const first = files.find(({ path }) => path === artifacts[0]?.path) ?? files[0];
  if (!first) return whole;
  if (files.length === 1) return first.description;
  return {
    ...first.description,
    verdict: whole.verdict,
    ...(whole.calls && { calls: whole.calls }),
    findings: [
      ...first.description.findings,
      ...whole.findings.filter(({ where }) => where?.split(": ")[0] !== first.path),
    ],
  };
}

/** The folder that all artifacts are in, if a folder was registered. */
function commonFolder(artifacts: readonly Named[]): string | undefined {
  const folders = new Set(
    artifacts.map(({ path }) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "")),
  );
  const [folder] = folders;
  return folders.size === 1 && folder !== "" ? folder : undefined;
}

/** The bytes under the names that they will have. */
function placedFiles(
  artifacts: readonly Named[],
  place: (path: string) => string | undefined,
): Surroundings {
  const names = artifacts.map(({ path }) => path).sort();
  return {
    list: (limit) => Promise.resolve(names.slice(0, limit)),
    open: (path) => {
      const placed = place(path);
      if (placed !== undefined) return fileSource(placed, basename(path));
      return Promise.resolve(leads(path) ? "outside" : "absent");
    },
  };
}

/** @throws RegistryError `dangerous-file`, unless the danger was accepted */
export function requireAccepted(
  { description }: RecordedInspection,
  accepted: boolean,
  name: string,
): void {
  if (description.verdict !== "dangerous" || accepted) return;
  const reasons = description.findings.filter(({ severity }) => severity === "danger");
  throw new RegistryError({
    code: "dangerous-file",
    reason: "dangerous-file",
    file: name,
    findings: reasons.map(({ code, message }) => ({ code, message })),
  });
}

import { lstat } from "node:fs/promises";
import { basename } from "node:path";
import { artifactSha256 } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import type { RecordedInspection } from "../../core/model/inspection/recorded-inspection.ts";
import type { Verdict } from "../../core/model/inspection.ts";
import type { Version, VersionDetail } from "../../core/state/version.ts";
import { isNamedAsModel } from "../../inspect/engine/is-named-as-model.ts";
import type { Registry } from "../registry.ts";
import { relativePath } from "./relative-path.ts";

/** Facts about a file of the workspace that need no reading. */
export interface FileStatus {
  /** Another as soon as the file is written to or replaced. */
  readonly stamp: string;
  /** True if its name is that of a model, and it was not registered, or only with other bytes. */
  readonly isUnknownModel: boolean;
  readonly registered?: RegisteredFile;
}

export interface RegisteredFile {
  /** The newest version that was registered from this path. */
  readonly version: Version;
  /** Comparison with the bytes of that version; `unsure` if the file has to be read first. */
  readonly bytes: "same" | "modified" | "unsure";
  /** The digest it had then, to compare with; of a folder there is none. */
  readonly sha256?: Sha256;
  /** Verdict at the registration; valid while the bytes are the same. */
  readonly verdict?: Verdict;
}

/**
 * Returns the status of a file or folder (absolute path) by reading only its size and times, as
 * rows of the Explorer wait for it. Undefined if there is none, or nothing to report.
 */
export async function fileStatus(
  registry: Registry,
  { path }: { readonly path: string },
): Promise<FileStatus | undefined> {
  const source = relativePath(registry.folder, path);
  const [latest, stats] = await Promise.all([
    registry.read((state) => {
      const version = state.records.latestFromSource(source);
      const detail = version && state.detail(version.id);
      return detail && { version, detail };
    }),
    lstat(path).catch(() => undefined),
  ]);
  if (stats?.isDirectory()) {
    return latest && { stamp: "", isUnknownModel: false, registered: folder(latest) };
  }
  if (!stats?.isFile()) return undefined;
  const name = basename(path);
  const registered = latest && compare(latest, name, stats);
  const isUnknownModel = registered?.bytes !== "same" && isNamedAsModel(name);
  if (!registered && !isUnknownModel) return undefined;
  const stamp = [stats.size, stats.mtimeMs, stats.ctimeMs, stats.ino].join(" ");
  return { stamp, isUnknownModel, ...(registered && { registered }) };
}

interface Latest {
  readonly version: Version;
  readonly detail: VersionDetail;
}

function folder({ version, detail }: Latest): RegisteredFile {
  const verdict = detail.registration.inspection?.description.verdict;
  return { version, bytes: "unsure", ...(verdict && { verdict }) };
}

function compare(
  { version, detail }: Latest,
  name: string,
  { size, ctimeMs }: { readonly size: number; readonly ctimeMs: number },
): RegisteredFile {
  const artifact = detail.artifacts.find(({ path }) => path === name);
  if (artifact?.size !== size) return { version, bytes: "modified" };
  const known = artifactSha256(artifact);
  const verdict = verdictOf(name, detail.registration.inspection);
  return {
    version,
    // Untouched since, what was read then is what is there. Unlike the time of modification, the time
    // of change can't be set to the past by whoever replaces the file.
    bytes: ctimeMs <= Date.parse(version.registeredAt) ? "same" : "unsure",
    ...(known !== undefined && { sha256: known }),
    ...(verdict && { verdict }),
  };
}

function verdictOf(name: string, inspection: RecordedInspection | undefined): Verdict | undefined {
  const file = inspection?.files.find(({ path }) => path === name);
  return (file ?? inspection)?.description.verdict;
}

import { basename } from "node:path";
import type { Sha256 } from "../../core/model/ids.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { inspectPath } from "../../inspect/engine/inspect-path.ts";
import { fileSource } from "../../inspect/sources/file-source.ts";
import { hashFile } from "../../provenance/data/hash-file.ts";
import type { Task } from "../task.ts";

/** Facts about a file that only reading it can show. */
export interface FileExamination {
  /** True if it has the digest of the request; absent if reading takes too long. */
  readonly isSame?: boolean;
  /** Reason why loading it would do harm; absent if none was found. */
  readonly danger?: string;
}

export interface ExaminationRequest {
  /** Absolute. */
  readonly path: string;
  /** The digest to compare with. */
  readonly sha256?: Sha256;
  /** True to look for dangers, unless the file has that digest. */
  readonly inspects: boolean;
}

/** Bytes. A larger file is hashed for no mark in the Explorer. */
const hashLimit = 256 * 1024 * 1024;
/**
 * Time limit in milliseconds, as the user didn't ask for it. Files that take longer are not marked.
 */
const timeLimit = 5_000;

/**
 * Examines a file to mark it in the Explorer: checks if it still is as it was registered, and if it
 * is dangerous. Throws the errors of the disk.
 *
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function examineFile(
  { path, sha256, inspects }: ExaminationRequest,
  { signal }: Task = {},
): Promise<FileExamination> {
  try {
    const isSame = sha256 && (await hasDigest(path, sha256, signal));
    const danger = inspects && isSame !== true ? await findDanger(path, signal) : undefined;
    return {
      ...(isSame !== undefined && { isSame }),
      ...(danger !== undefined && { danger }),
    };
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  }
}

async function hasDigest(
  path: string,
  sha256: Sha256,
  signal: AbortSignal | undefined,
): Promise<boolean | undefined> {
  const { size } = await fileSource(path);
  if (size > hashLimit) return undefined;
  return (await hashFile(path, basename(path), { signal })).sha256 === sha256;
}

async function findDanger(
  path: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { description } = await inspectPath(path, { signal, timeLimit });
  if (description.verdict !== "dangerous") return undefined;
  return description.findings.find(({ severity }) => severity === "danger")?.message;
}

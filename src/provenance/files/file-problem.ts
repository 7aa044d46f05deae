import type { FileAdvice, FileFault } from "../../core/refusals/files/file-fault.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";

export interface FileProblem {
  /** The file, as the person knows it: a name or a path relative to the workspace folder. */
  readonly file: string;
  readonly fault: FileFault;
  readonly advice: FileAdvice;
  /** 1-based, where it is known. */
  readonly line?: number;
  readonly cause?: unknown;
}

/** Creates a `file-problem` that names the file, the line, the reason and the remedy. */
export function fileProblem({ cause, ...problem }: FileProblem): RegistryError {
  return new RegistryError(
    { code: "file-problem", reason: "file-unusable", ...problem },
    cause === undefined ? undefined : { cause },
  );
}

/** Returns the fault that a system error reports: `ENOENT` → `missing`. */
export function systemFault(error: unknown): FileFault {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return { kind: "missing" };
    case "EACCES":
    case "EPERM":
      return { kind: "not-permitted" };
    case "EISDIR":
      return { kind: "folder" };
    case "ELOOP":
      return { kind: "dangling-link" };
    default:
      return {
        kind: "system",
        error: code || (error instanceof Error ? error.message : String(error)),
      };
  }
}

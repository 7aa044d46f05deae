import { RegistryError } from "../../core/refusals/refusal.ts";

export interface FileProblem {
  /** The file, as the person knows it: a name or a path relative to the workspace folder. */
  readonly file: string;
  /** The problem, continuing “data.csv …”, without a full stop: `is outside the workspace`. */
  readonly problem: string;
  readonly wayOut: string;
  /** 1-based, where it is known. */
  readonly line?: number;
  readonly cause?: unknown;
}

/** Creates a `file-problem` that names the file, the line, the reason and the remedy. */
export function fileProblem({ file, problem, wayOut, line, cause }: FileProblem): RegistryError {
  const place = line === undefined ? file : `${file}, line ${line}`;
  return new RegistryError(
    {
      code: "file-problem",
      message: `${place} ${problem}.`,
      wayOut,
      details: { file, ...(line !== undefined && { line }) },
    },
    cause === undefined ? undefined : { cause },
  );
}

/** Returns the problem that a system error reports, in words: `ENOENT` → `does not exist`. */
export function systemProblem(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "does not exist";
    case "EACCES":
    case "EPERM":
      return "may not be read";
    case "EISDIR":
      return "is a folder";
    case "ELOOP":
      return "is a link that leads nowhere";
    default:
      return `can't be read (${code || (error instanceof Error ? error.message : String(error))})`;
  }
}

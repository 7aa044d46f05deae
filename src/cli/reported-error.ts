import { RegistryError } from "../core/refusals/refusal.ts";
import { CliError, sentence, type ReportedError } from "./failure.ts";
import { reportedCliRefusal } from "./refusals/cli-refusals.ts";
import { reportedRefusal } from "./refusals/reported-refusal.ts";

/** Returns the error to report for any error that ends a command. */
export function reportedError(error: unknown): ReportedError {
  if (error instanceof CliError) return reportedCliRefusal(error.refusal);
  if (error instanceof RegistryError) return reportedRefusal(error.refusal);
  if (error instanceof Error && error.name === "AbortError") return cancelled;
  if (isSystemError(error)) {
    return {
      code: "file-problem",
      message: systemProblem(error),
      wayOut: "Check the path and its permissions, and try again.",
    };
  }
  return {
    code: "unexpected",
    message: sentence(error instanceof Error ? error.message : String(error)),
    wayOut: "This is a fault of the program: please report it with the command that you ran.",
  };
}

const cancelled: ReportedError = {
  code: "cancelled",
  message: "Cancelled.",
  wayOut: "Nothing was changed.",
};

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

const systemProblems: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "is not a folder",
  EISDIR: "is a folder",
  EEXIST: "is there already",
  EACCES: "may not be read or written",
  EPERM: "may not be read or written",
  EROFS: "is on a read-only file system",
  ENOSPC: "can't be written: there is no space left",
};

function systemProblem({ code = "", path, message }: NodeJS.ErrnoException): string {
  const problem = systemProblems[code];
  return path === undefined || problem === undefined ? sentence(message) : `${path} ${problem}.`;
}

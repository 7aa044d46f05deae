import { RegistryError } from "../core/refusals/refusal.ts";
import { reportedRefusal, type ReportedRefusal } from "./refusals/reported-refusal.ts";

/** Exit codes of the process, documented in docs/CLI.md. */
export const exitCodes = {
  done: 0,
  refused: 1,
  usage: 2,
  dangerous: 3,
  damaged: 4,
  different: 5,
  cancelled: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An error as it is printed: a refusal of the registry, or a code of the command line's own. */
export interface ReportedError extends Omit<ReportedRefusal, "code"> {
  readonly code: ReportedRefusal["code"] | "usage" | "no-registry" | "answer-lost" | "unexpected";
}

/** Error of the command line itself. */
export class CliError extends Error {
  readonly reported: ReportedError;

  constructor(reported: ReportedError) {
    super(`${reported.message} ${reported.wayOut}`);
    this.name = "CliError";
    this.reported = reported;
  }
}

/** Returns the error to report for any error that ends a command. */
export function reportedError(error: unknown): ReportedError {
  if (error instanceof CliError) return error.reported;
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

/**
 * Returns the error for an answer that could not be written. The command itself has done its work.
 */
export function lostAnswer({ code = "", message }: NodeJS.ErrnoException): ReportedError {
  const why = code === "ENOSPC" ? "there is no space left" : sentence(message).replace(/\.$/, "");
  return {
    code: "answer-lost",
    message: `The answer could not be written: ${why}.`,
    wayOut: "What the command does is done; ask for it again with “list”, “show” or “log”.",
  };
}

/**
 * Returns the error to report for a command line that can't be understood.
 *
 * @param help the command that explains its usage
 */
export function usageError(message: string, help: string): ReportedError {
  return {
    code: "usage",
    message: sentence(message.replace(/^error: /, "").replace(/\s+/g, " ")),
    wayOut: `Run “${help}” to see how it is used.`,
  };
}

export function exitCodeOf({ code }: ReportedError): ExitCode {
  switch (code) {
    case "usage":
      return exitCodes.usage;
    case "dangerous-file":
      return exitCodes.dangerous;
    case "ledger-damaged":
    case "ledger-missing":
      return exitCodes.damaged;
    case "cancelled":
      return exitCodes.cancelled;
    default:
      return exitCodes.refused;
  }
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

function sentence(text: string): string {
  const [first = "", ...rest] = text.trim();
  const whole = first.toUpperCase() + rest.join("");
  return /[.!?)]$/.test(whole) ? whole : `${whole}.`;
}

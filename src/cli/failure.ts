import type { CliRefusal } from "./refusals/cli-refusals.ts";
import type { ReportedRefusal } from "./refusals/reported-refusal.ts";

/** Exit codes of the process, documented in docs/CLI.md. */
export const exitCodes = {
  done: 0,
  refused: 1,
  usage: 2,
  dangerous: 3,
  damaged: 4,
  different: 5,
  alert: 6,
  notApproved: 7,
  timeout: 8,
  cancelled: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An error as it is printed: a refusal of the registry, or a code of the command line's own. */
export interface ReportedError extends Omit<ReportedRefusal, "code"> {
  readonly code: ReportedRefusal["code"] | "usage" | "no-registry" | "answer-lost" | "unexpected";
}

/** Error that carries a refusal of the command line itself; it is worded only where it is reported. */
export class CliError extends Error {
  readonly refusal: CliRefusal;

  constructor(refusal: CliRefusal) {
    super(refusal.reason);
    this.name = "CliError";
    this.refusal = refusal;
  }
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

/** Returns a text as a sentence: with a capital and a full stop. */
export function sentence(text: string): string {
  const [first = "", ...rest] = text.trim();
  const whole = first.toUpperCase() + rest.join("");
  return /[.!?)]$/.test(whole) ? whole : `${whole}.`;
}

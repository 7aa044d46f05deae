import { RegistryError, type Refusal } from "../core/refusal.ts";
import { isSystemError } from "../storage/errno.ts";

/**
 * Returns the refusal for one of several things to do, where the next one may go well all the same:
 * what a rule refused, what the system says of a file, or a cancellation.
 *
 * @throws the error itself if it is anything else
 */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RegistryError) return error.refusal;
  if (error instanceof Error && error.name === "AbortError") {
    return { code: "cancelled", message: "Cancelled.", wayOut: "Nothing was changed." };
  }
  if (isSystemError(error)) {
    return {
      code: "file-problem",
      message: `${error.message}.`,
      wayOut: "Check the file and its permissions, and try again.",
    };
  }
  throw error;
}

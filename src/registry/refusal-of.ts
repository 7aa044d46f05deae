import { RegistryError, type Refusal } from "../core/refusals/refusal.ts";
import { isSystemError } from "../storage/files/errno.ts";

/**
 * Returns the refusal of one of several actions, after which the next one may still succeed: a
 * refusal of a rule, an error of the file system, or a cancellation.
 *
 * @throws the error itself if it is anything else
 */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RegistryError) return error.refusal;
  if (error instanceof Error && error.name === "AbortError") {
    return { code: "cancelled", reason: "cancelled" };
  }
  if (isSystemError(error)) {
    return { code: "file-problem", reason: "system-error", error: error.message };
  }
  throw error;
}

import type { RegistryError } from "../../core/refusals/refusal.ts";
import { fileProblem, systemFault } from "../../provenance/files/file-problem.ts";

/** Returns the refusal for a file that the system does not let us read or write. */
export function unusable(file: string, cause: unknown): RegistryError {
  return fileProblem({ file, fault: systemFault(cause), advice: "check-path", cause });
}

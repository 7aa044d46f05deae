import type { Policy } from "./policy.ts";
import { RegistryError, type Refusal } from "./refusal.ts";

/** The policy that holds, or why none does. */
export interface PolicyInForce {
  /** Where there is a `problem`, this is the default, good only for showing names. */
  readonly policy: Policy;
  /** Whether the workspace has a policy file. */
  readonly source: "file" | "default";
  /** Why the file can't be followed. While it is there, nothing that needs a policy is decided. */
  readonly problem?: Refusal;
  /** Parts of the file that have no effect: `line 12: auto has no effect: …`. */
  readonly notes?: readonly string[];
}

/** @throws RegistryError `invalid-policy` */
export function requirePolicy({ policy, problem }: PolicyInForce): Policy {
  if (problem) throw new RegistryError(problem);
  return policy;
}

import type { Policy } from "../model/policy.ts";
import { RegistryError, type Refusal } from "../refusals/refusal.ts";

/** The active policy, or why the policy file is invalid. */
export interface PolicyInForce {
  /**
   * The active policy; if there is a `problem`, the default policy, to be used only for showing
   * names.
   */
  readonly policy: Policy;
  /** `file` if the workspace has a policy file. */
  readonly source: "file" | "default";
  /**
   * Reason why the file is invalid. Until it is mended, no decision that needs a policy is made.
   */
  readonly problem?: Refusal;
  /** Parts of the file that have no effect: `line 12: auto has no effect: …`. */
  readonly notes?: readonly string[];
}

/** @throws RegistryError `invalid-policy` */
export function requirePolicy({ policy, problem }: PolicyInForce): Policy {
  if (problem) throw new RegistryError(problem);
  return policy;
}

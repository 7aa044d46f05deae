import { workspace } from "vscode";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { RegistryError, restricted } from "../../core/refusals/refusal.ts";
import type { CommandArguments } from "../command-arguments.ts";
import type { Registries } from "../registries.ts";

/**
 * Refuses a change before anybody has chosen a version in vain: in Restricted Mode, and where no
 * folder is meant yet, if no folder has a policy that can be followed. Of a folder that is meant the
 * policy is checked by what prepares the dialogue.
 *
 * @throws RegistryError `read-only`, `invalid-policy`
 */
export async function requireWritable(
  registries: Registries,
  args: CommandArguments,
): Promise<void> {
  requireTrust();
  if (args.row || (args.version && registries.at(args.version.folder))) return;
  const policies = await Promise.all(
    registries.all().map(({ registry }) => registry.call("policy", {})),
  );
  const [first] = policies;
  if (first && policies.every(({ problem }) => problem)) requirePolicy(first);
}

/** The same where the policy does not matter. @throws RegistryError `read-only` */
export function requireTrust(): void {
  if (!workspace.isTrusted) throw new RegistryError(restricted);
}

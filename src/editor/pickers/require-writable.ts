import { workspace } from "vscode";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { RegistryError, restricted } from "../../core/refusals/refusal.ts";
import type { CommandArguments } from "../command-arguments.ts";
import type { FolderRegistry, Registries } from "../registries.ts";

/**
 * Refuses a change before anybody has answered a question in vain: in Restricted Mode, and if the
 * policy of the folder that is meant can't be followed, or that of every folder where none is meant
 * yet.
 *
 * @throws RegistryError `read-only`, `invalid-policy`
 */
export async function requireWritable(
  registries: Registries,
  args: CommandArguments,
): Promise<void> {
  requireTrust();
  const meant = folderOf(registries, args);
  const folders = meant ? [meant] : registries.all();
  const policies = await Promise.all(folders.map(({ registry }) => registry.call("policy", {})));
  const [first] = policies;
  if (first && policies.every(({ problem }) => problem)) requirePolicy(first);
}

/** The same where the policy does not matter. @throws RegistryError `read-only` */
export function requireTrust(): void {
  if (!workspace.isTrusted) throw new RegistryError(restricted);
}

function folderOf(
  registries: Registries,
  { row, version }: CommandArguments,
): FolderRegistry | undefined {
  return row ? row.in : version && registries.at(version.folder);
}

import type { Sha256 } from "../../core/model/ids.ts";
import type { Hook, Hooks } from "../../core/model/policy/stage-gates.ts";
import type { Policy } from "../../core/model/policy.ts";
import { permissionsOf, permit, withdrawPermissions } from "../../storage/files/permission-list.ts";
import { sha256 } from "../../storage/ledger/ledger-line.ts";

/**
 * Permissions to run hooks. A policy comes with the repository, so anyone who can change the
 * repository could have programs run here. Hooks run only if the user of this machine has allowed
 * exactly these, in this folder; the permission is stored outside of the workspace, and becomes
 * void as soon as a hook changes.
 */

/** The digest of all programs that a policy runs; `undefined` if it has none. */
export function hooksDigest(policy: Policy): Sha256 | undefined {
  const hooks = policy.stages.flatMap(({ name, gates }) =>
    gates?.hooks ? [[name, gates.hooks.pre, gates.hooks.post, ...ofRequests(gates.hooks)]] : [],
  );
  const health = healthCommands(policy);
  const programs = health.length === 0 ? hooks : [...hooks, { health }];
  return programs.length === 0 ? undefined : sha256(JSON.stringify(programs));
}

/** A program by which a rule of monitoring finds out whether all is well. */
export interface HealthCommand {
  /** Name of the rule. */
  readonly rule: string;
  readonly hook: Hook;
}

export function healthCommands({ monitoring }: Policy): readonly HealthCommand[] {
  const rules = monitoring?.rules ?? [];
  return rules.flatMap(({ name, health }) => (health ? [{ rule: name, hook: health }] : []));
}

/** Policies without hooks of requests keep the digest that they had before there were any. */
function ofRequests({ request, approve, deny }: Hooks): readonly (readonly Hook[])[] {
  const isEmpty = request.length + approve.length + deny.length === 0;
  return isEmpty ? [] : [request, approve, deny];
}

/**
 * Returns the permission in a folder: for the hooks of this digest, only for others, or for none.
 */
export async function hooksAllowed(
  folder: string,
  digest: Sha256,
): Promise<"these" | "others" | "none"> {
  const known = await permissionsOf("allowed-hooks", folder);
  if (known.has(digest)) return "these";
  return known.size > 0 ? "others" : "none";
}

export async function allowHooksOf(folder: string, digest: Sha256): Promise<void> {
  await permit("allowed-hooks", folder, digest);
}

/** Revokes all permissions of a folder. Returns true if there were any. */
export async function revokeHooksOf(folder: string): Promise<boolean> {
  return withdrawPermissions("allowed-hooks", folder);
}

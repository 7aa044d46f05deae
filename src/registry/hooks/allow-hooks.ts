import { hookPhases } from "../../core/events/hook-phase.ts";
import type { Sha256, Stage } from "../../core/model/ids.ts";
import type { Hooks } from "../../core/model/policy/stage-gates.ts";
import { stageRule, type Policy } from "../../core/model/policy.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";
import {
  allowHooksOf,
  healthCommands,
  hooksAllowed,
  hooksDigest,
  revokeHooksOf,
  type HealthCommand,
} from "./hook-permission.ts";

/** The programs that a policy runs, for a person to look at before they are allowed. */
export interface HookStatus {
  readonly stages: readonly { readonly stage: Stage; readonly hooks: Hooks }[];
  /** Programs of the rules of monitoring. */
  readonly health: readonly HealthCommand[];
  /** Absent if there are no hooks. */
  readonly digest?: Sha256;
  readonly allowed: boolean;
  /** Not these, but others were allowed in this folder: they have changed since. */
  readonly changed: boolean;
}

/** @throws RegistryError `invalid-policy` */
export async function hookStatus(registry: Registry, _request: NoRequest): Promise<HookStatus> {
  const policy = requirePolicy(await registry.policy());
  const digest = hooksDigest(policy);
  const permission =
    registry.trusted && digest !== undefined ? await hooksAllowed(registry.folder, digest) : "none";
  return {
    stages: stagesWithHooks(policy),
    health: healthCommands(policy),
    ...(digest && { digest }),
    allowed: permission === "these",
    changed: permission === "others",
  };
}

/**
 * Lets the hooks with this digest run in this folder: those that the person has seen.
 *
 * @throws RegistryError `invalid-request` if the policy has others by now, `read-only`
 */
export async function allowHooks(
  registry: Registry,
  { digest }: { readonly digest: Sha256 },
): Promise<HookStatus> {
  registry.requireTrust();
  const status = await hookStatus(registry, {});
  if (status.digest !== digest) {
    throw new RegistryError({ code: "invalid-request", reason: "hooks-outdated" });
  }
  await allowHooksOf(registry.folder, digest);
  return { ...status, allowed: true, changed: false };
}

/** Lets no hook run in this folder until some are allowed again. Answers whether any were. */
export async function revokeHooks(
  registry: Registry,
  _request: NoRequest,
): Promise<{ readonly revoked: boolean }> {
  registry.requireTrust();
  return { revoked: await revokeHooksOf(registry.folder) };
}

function stagesWithHooks(policy: Policy): HookStatus["stages"] {
  return policy.stages.flatMap(({ name }) => {
    const hooks = stageRule(policy, name)?.gates?.hooks;
    const isEmpty = !hooks || hookPhases.every((phase) => hooks[phase].length === 0);
    return isEmpty ? [] : [{ stage: name, hooks }];
  });
}

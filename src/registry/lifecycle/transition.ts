import * as l10n from "@vscode/l10n";
import type { Stamped, VersionTransitioned } from "../../core/events/event.ts";
import {
  decideTransition,
  type TransitionRequest,
} from "../../core/lifecycle/decide-transition.ts";
import { stageRule } from "../../core/model/policy.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { refuse, RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { fetchMissingOf } from "../exchange/fetch-bytes.ts";
import { recordHookFailure } from "../hooks/record-hook-failure.ts";
import type { HookRun } from "../hooks/run-hook.ts";
import {
  hookRefusal,
  hooksOf,
  requireHooksAllowed,
  runHooks,
  type HookOccasion,
} from "../hooks/stage-hooks.ts";
import type { Registry } from "../registry.ts";
import { bytesCheck, verifyReferences } from "../retrieval/require-bytes.ts";
import type { Task } from "../task.ts";
import { requireVersion } from "../versions/describe-version.ts";

/** The event, and how the hooks of the stage ended if it has any. */
export type Transition = Stamped<VersionTransitioned> & { readonly hooks?: readonly HookRun[] };

/**
 * Moves a version to another stage: promotes, archives, rejects or restores it. The stage's hooks
 * run before and after; a hook that fails before stops it, one that fails afterwards is reported.
 *
 * @throws RegistryError what is refused, `artifact-missing`, `artifact-changed`,
 * `hooks-not-allowed`, `hook-failed`, `cancelled`
 */
export async function transition(
  registry: Registry,
  request: TransitionRequest,
  task: Task = {},
): Promise<Transition> {
  registry.requireTrust();
  const inForce = await registry.policy();
  const hooks = inForce.problem ? undefined : hooksOf(inForce.policy, request.to);
  // A version that is archived may go without its bytes.
  const needsBytes = stageRule(inForce.policy, request.to)?.retires !== true;
  if (needsBytes) {
    await fetchMissingOf(registry, request.version, task);
    await verifyReferences(registry, request.version, task);
  }
  const requireBytes = needsBytes ? await bytesCheck(registry, request.version) : undefined;
  const prepare = async (): Promise<() => Promise<void>> => {
    await requireBytes?.();
    return () => Promise.resolve();
  };
  if (!hooks) {
    return registry.commit(
      (state, { policy, actor }) => decideTransition(state, policy(), request, actor),
      prepare,
    );
  }
  const held = requirePolicy(inForce);
  const actor = await registry.actor();
  // No program runs for what would be refused anyway.
  const { version, decision } = await registry.read((state) => ({
    decision: decideTransition(state, held, request, actor),
    version: requireVersion(state, request.version),
  }));
  if (!decision.accepted) throw new RegistryError(decision.refusal);
  await requireBytes?.();
  await requireHooksAllowed(registry, held, l10n.t("when a version enters {0}", request.to));
  const occasion: HookOccasion = { version, to: request.to, event: decision.events[0] };
  const before = await runHooks(registry, hooks, "pre", occasion, task);
  throwIfCancelled(task.signal);
  const failed = before.find(({ ok }) => !ok);
  if (failed) throw hookRefusal(occasion, failed);
  const event = await registry.commit((state, { policy, actor: newest }) => {
    const now = policy();
    // The hooks that ran were those of another policy.
    if (now.digest !== held.digest) {
      return refuse({ code: "busy", reason: "policy-changed" });
    }
    return decideTransition(state, now, request, newest);
  }, prepare);
  // It has happened: whoever cancels now can't take it back, only not wait for the rest.
  const after = await runHooks(registry, hooks, "post", { ...occasion, event }, task);
  const { model, version: moved, to } = event.data;
  await recordHookFailure(registry, { id: event.id, model, version: moved, to }, after);
  return { ...event, hooks: [...before, ...after] };
}

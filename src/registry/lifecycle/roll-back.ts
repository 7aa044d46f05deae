import * as l10n from "@vscode/l10n";
import type { StageRolledBack, Stamped } from "../../core/events/event.ts";
import {
  decideRollback,
  rollbackChecks,
  rollbackObstacle,
  type RollbackRequest,
} from "../../core/lifecycle/decide-rollback.ts";
import type { GateCheck } from "../../core/model/policy/gate-check.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { refuse, RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import { fetchMissingOf } from "../exchange/fetch-bytes.ts";
import { recordHookFailure } from "../hooks/record-hook-failure.ts";
import type { HookRun } from "../hooks/run-hook.ts";
import {
  hooksMayHaveChanged,
  hooksOf,
  requireHooksAllowed,
  runHooks,
} from "../hooks/stage-hooks.ts";
import type { Registry } from "../registry.ts";
import { rollbackBytesObstacle } from "../retrieval/require-bytes.ts";
import { verifyVersion } from "../retrieval/verify-version.ts";
import type { Task } from "../task.ts";
import { requireVersion } from "../versions/describe-version.ts";

/** The event, and how the hooks after the stage's entry ended if it has any. */
export type Rollback = Stamped<StageRolledBack> & { readonly hooks?: readonly HookRun[] };

/**
 * Brings a version back to a stage that it held before, in one event, after every byte of it has been
 * verified. Then the hooks after a promotion to the stage run, so that deployments follow. If one
 * fails, it is reported and the rollback stands. Hooks before a promotion do not run.
 *
 * @throws RegistryError `not-permitted`, `nothing-to-roll-back-to`, `artifact-changed`,
 *   `artifact-missing`, `hooks-not-allowed`, …
 */
export async function rollBack(
  registry: Registry,
  request: RollbackRequest,
  task: Task = {},
): Promise<Rollback> {
  registry.requireTrust();
  // Refused before gigabytes are read, and again, on the newest state, when it is done.
  const policy = requirePolicy(await registry.policy());
  const actor = await registry.actor();
  const { decision, version } = await registry.read((state) => ({
    decision: decideRollback(state, policy, request, actor),
    version: state.version(request.version),
  }));
  if (!decision.accepted) throw new RegistryError(decision.refusal);
  const hooks = hooksOf(policy, request.stage);
  const isFollowed = hooks !== undefined && hooks.post.length > 0;
  if (isFollowed)
    await requireHooksAllowed(registry, policy, l10n.t("when a version enters {0}", request.stage));
  await fetchMissingOf(registry, request.version, task);
  const lack = await rollbackBytesObstacle(registry, request.version);
  if (lack) throw new RegistryError(lack);
  await verifyVersion(registry, request.version, task);
  const event = await registry.commit((state, { policy: newest, actor: now }) => {
    if (isFollowed && newest().digest !== policy.digest) {
      return refuse(hooksMayHaveChanged);
    }
    return decideRollback(state, newest(), request, now);
  });
  if (!isFollowed || !version) return event;
  // It has happened: whoever cancels now can't take it back, only not wait for the rest.
  const occasion = { version, to: request.stage, event };
  const runs = await runHooks(registry, hooks, "post", occasion, task);
  const { model, version: restored, stage: to } = event.data;
  await recordHookFailure(registry, { id: event.id, model, version: restored, to }, runs);
  return { ...event, hooks: runs };
}

/** Preview of rolling a stage back to a version now. */
export interface RollbackPreview {
  /** Reason why this person may not roll it back, or what is missing of the version's bytes. */
  readonly obstacle?: Refusal;
  /** Gate results of the stage; failed checks are reported and skipped. */
  readonly checks: readonly GateCheck[];
}

/** @throws RegistryError `unknown-version`, `version-deleted` or `invalid-policy` */
export async function previewRollback(
  registry: Registry,
  request: Pick<RollbackRequest, "model" | "stage" | "version">,
): Promise<RollbackPreview> {
  const [inForce, actor] = await Promise.all([registry.policy(), registry.actor()]);
  const policy = requirePolicy(inForce);
  const obstacle =
    rollbackObstacle(policy, request, actor) ??
    (await rollbackBytesObstacle(registry, request.version));
  const checks = await registry.read((state) => {
    const version = requireVersion(state, request.version);
    return rollbackChecks(state, policy, version, request.stage, actor);
  });
  return { ...(obstacle && { obstacle }), checks };
}

import type { Stage, VersionId } from "../../core/model/ids.ts";
import { allowedTargets, stageRule } from "../../core/model/policy.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { HookRun } from "../hooks/run-hook.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { requireVersion } from "../versions/describe-version.ts";
import { transition } from "./transition.ts";

/** Result of the promotions that follow a registration automatically. */
export interface AutoPromotion {
  /** Stages with `auto` that it did not enter, and why. */
  readonly stopped: readonly { readonly to: Stage; readonly refusal: Refusal }[];
  readonly hooks: readonly HookRun[];
}

/**
 * Promotes a newly registered version through the stages with `auto` until one stops it. The reason
 * for the stop is reported, and the version stays in the stage reached: it is no error.
 *
 * @throws RegistryError `unknown-version`
 */
export async function autoPromote(
  registry: Registry,
  { version: id }: { readonly version: VersionId },
  task: Task = {},
): Promise<AutoPromotion> {
  const { policy } = await registry.policy();
  const registered = await registry.read((state) => requireVersion(state, id));
  const stopped: { to: Stage; refusal: Refusal }[] = [];
  const hooks: HookRun[] = [];
  let { stage } = registered;
  const been = new Set([stage]);
  for (;;) {
    const to = allowedTargets(policy, stage).find(
      (target) => stageRule(policy, target)?.gates?.auto === true && !been.has(target),
    );
    if (to === undefined) return { stopped, hooks };
    been.add(to);
    try {
      const reason = "All gates passed at registration.";
      const event = await transition(registry, { version: id, to, reason }, task);
      hooks.push(...(event.hooks ?? []));
      stage = to;
    } catch (error) {
      // The version is registered; nothing that comes after may look as if it were not.
      stopped.push({ to, refusal: refusalOf(error, `${versionTitle(registered)} to ${to}`) });
    }
  }
}

function refusalOf(error: unknown, move: string): Refusal {
  if (error instanceof RegistryError) return error.refusal;
  const reason = error instanceof Error ? error.message : String(error);
  return { code: "file-problem", reason: "auto-promotion-failed", move, error: reason };
}

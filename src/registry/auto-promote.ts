import { allowedTargets, stageRule } from "../core/policy.ts";
import type { Version } from "../core/version.ts";
import type { Registry } from "./registry.ts";
import type { Task } from "./task.ts";
import { transition } from "./transition.ts";

/**
 * Takes a version that was just registered as far as stages with `auto` let it. Gates that fail
 * leave it where it is: nobody asked for more than what the gates allow.
 */
export async function autoPromote(
  registry: Registry,
  registered: Version,
  task: Task,
): Promise<Version> {
  const { policy } = await registry.policy();
  let version = registered;
  const been = new Set([version.stage]);
  for (;;) {
    const to = allowedTargets(policy, version.stage).find(
      (stage) => stageRule(policy, stage)?.gates?.auto === true && !been.has(stage),
    );
    if (to === undefined) return version;
    been.add(to);
    try {
      const reason = "All gates passed at registration.";
      await transition(registry, { version: version.id, to, reason }, task);
    } catch {
      // The version is registered; nothing that comes after may look as if it were not.
      continue;
    }
    version = (await registry.read((state) => state.version(registered.id))) ?? version;
  }
}

import type { Stage } from "../../core/model/ids.ts";
import type { MonitoringRule } from "../../core/model/policy/monitoring.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { versionReference, type Version } from "../../core/state/version.ts";
import { hooksAllowed, hooksDigest } from "../hooks/hook-permission.ts";
import { runHook } from "../hooks/run-hook.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";

/** Results of health commands by version and rule: null for one that succeeded. */
export type Health = ReadonlyMap<string, string | null>;

const known = new WeakMap<Registry, Map<string, string | null>>();

export function healthKey(version: Version, rule: string): string {
  return `${version.id} ${rule}`;
}

/** Returns the last results that this process found. */
export function knownHealth(registry: Registry): Health {
  return known.get(registry) ?? new Map();
}

/** A version that a rule with a health command watches. */
export interface HealthCheck {
  readonly rule: MonitoringRule;
  readonly version: Version;
  readonly stage: Stage;
}

/** Tells whether health commands may run: in a trusted workspace, once exactly these were allowed. */
export async function mayRunHealth(registry: Registry): Promise<boolean> {
  if (!registry.trusted) return false;
  const digest = hooksDigest(requirePolicy(await registry.policy()));
  return digest !== undefined && (await hooksAllowed(registry.folder, digest)) === "these";
}

/**
 * Runs health commands, one after the other. Those that are not allowed don't run.
 *
 * @throws RegistryError `invalid-policy`
 */
export async function runHealth(
  registry: Registry,
  checks: readonly HealthCheck[],
  { signal }: Task,
): Promise<void> {
  const results = new Map<string, string | null>();
  if (checks.length > 0 && (await mayRunHealth(registry))) {
    for (const check of checks) {
      if (signal?.aborted) break;
      results.set(healthKey(check.version, check.rule.name), await run(registry, check, signal));
    }
  }
  known.set(registry, results);
}

async function run(
  { folder }: Registry,
  { rule, version, stage }: HealthCheck,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  if (!rule.health) return null;
  const { ok, problem = "failed" } = await runHook({
    hook: rule.health,
    phase: "health",
    folder,
    event: { phase: "health", rule: rule.name, version: { ...version } },
    variables: {
      MODEL_REGISTRY_PHASE: "health",
      MODEL_REGISTRY_FOLDER: folder,
      MODEL_REGISTRY_REFERENCE: versionReference(version),
      MODEL_REGISTRY_MODEL: version.model,
      MODEL_REGISTRY_VERSION: String(version.number),
      MODEL_REGISTRY_VERSION_ID: version.id,
      MODEL_REGISTRY_STAGE: stage,
    },
    signal,
  });
  return ok ? null : problem.slice(0, 1000);
}

import type { VersionId } from "../../core/model/ids.ts";
import { encodeObservation } from "../../core/observations/observation.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Registry } from "../registry.ts";
import { observationOf, type GivenObservation } from "./given-observation.ts";
import { observedVersions } from "./observed-versions.ts";
import { sealObservations } from "./seal-observations.ts";

export interface ObserveRequest {
  readonly observations: readonly GivenObservation[];
  /** Reference of the version for those that name none. */
  readonly version?: string | undefined;
  /** Number of those that came before in the same stream; refusals count on from it. */
  readonly before?: number | undefined;
}

/** Time (ms) by which the clocks of other machines may be ahead. */
const clockTolerance = 10 * 60_000;
/** Size (bytes) and age (ms) at which what was recorded is sealed. */
const sealSize = 32 * 1024 * 1024;
const sealAge = 24 * 60 * 60_000;

/**
 * Records what versions did in use: one append, without the registry's lock. What is recorded
 * survives the end of the process at once, and a power cut after about a second. A reference means
 * the version that it leads to now.
 *
 * All are recorded, or none.
 *
 * @returns the number of observations by version
 * @throws RegistryError `unknown-model`, `unknown-version`, `invalid-request`, `read-only`, `busy`,
 *   `file-problem`
 */
export async function observe(
  registry: Registry,
  { observations, version, before = 0 }: ObserveRequest,
): Promise<ReadonlyMap<VersionId, number>> {
  registry.requireTrust();
  registry.requireHealth();
  const now = Date.now();
  const target = observedVersions(registry, version);
  const counts = new Map<VersionId, number>();
  const lines: string[] = [];
  for (const [index, given] of observations.entries()) {
    const position = before + index + 1;
    const { id, test } = await target(given, position);
    const { at = now } = given;
    if (at > now + clockTolerance) {
      const time = new Date(at).toISOString();
      throw new RegistryError({
        code: "invalid-request",
        reason: "observation-in-future",
        position,
        at: time,
      });
    }
    lines.push(encodeObservation(observationOf(given, { at, version: id, test })));
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  if (lines.length === 0) return counts;
  const { size, madeAt } = await registry.observationLogs.append(`${lines.join("\n")}\n`);
  if (size >= sealSize || now - madeAt >= sealAge) await sealObservations(registry);
  return counts;
}

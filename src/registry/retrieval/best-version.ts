import { parseBestReference, rankByMetric, type BestQuestion } from "../../core/best-version.ts";
import { resolveReference } from "../../core/reference.ts";
import { RegistryError } from "../../core/refusal.ts";
import { versionTitle, type Version } from "../../core/version.ts";
import type { Registry } from "../registry.ts";
import { bytesObstacle } from "./require-bytes.ts";

export interface BestVersionRequest extends BestQuestion {
  /** Name of the model. */
  readonly model: string;
}

/** The version of a model that is best by a metric. */
export interface BestVersion {
  readonly version: Version;
  /** Key under which the metric was recorded. */
  readonly metric: string;
  readonly value: number;
  readonly better: "higher" | "lower";
  /** Number of versions that have the metric. */
  readonly compared: number;
  /** Better versions that can't be used, because stored bytes of theirs are missing or changed. */
  readonly passedOver: readonly Version[];
}

/**
 * Finds the version of a model that is best by a metric, of those that have not been rejected and
 * whose bytes are there.
 *
 * @throws RegistryError `unknown-model`, `unknown-version`, `invalid-request`, `artifact-missing`
 */
export async function bestVersion(
  registry: Registry,
  { model: name, ...question }: BestVersionRequest,
): Promise<BestVersion> {
  const { policy } = await registry.policy();
  const { model, metric, better, versions } = await registry.read((state) => {
    const { model } = resolveReference(state, policy, name);
    const all = state.versionsFrom(model, 1, -1);
    return { model, ...rankByMetric(policy, model, all, question) };
  });
  for (const [index, version] of versions.entries()) {
    if (await bytesObstacle(registry, version.id)) continue;
    const value = version.metrics[metric] ?? NaN;
    const passedOver = versions.slice(0, index);
    return { version, metric, value, better, compared: versions.length, passedOver };
  }
  throw new RegistryError({
    code: "artifact-missing",
    message: `Of the versions of ${model} with ${metric}, none has all of its stored bytes.`,
    wayOut: `“model-registry verify” names what is missing; the best would be ${versions[0] ? versionTitle(versions[0]) : model}.`,
  });
}

/**
 * Returns the id of the version that `fraud@best:accuracy` means, and any other reference as it is.
 *
 * @throws RegistryError as `bestVersion`
 */
export async function withoutBest(registry: Registry, reference: string): Promise<string> {
  const best = parseBestReference(reference);
  return best ? (await bestVersion(registry, best)).version.id : reference;
}

import type { ModelName } from "../../core/model/ids.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import {
  parseBestReference,
  rankByMetric,
  type BestQuestion,
} from "../../core/retrieval/best-version.ts";
import { resolveReference } from "../../core/retrieval/reference.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import { queryOf } from "../search/query-of.ts";
import { bytesObstacle } from "./require-bytes.ts";

export interface BestVersionRequest extends BestQuestion {
  /** Name of the model. */
  readonly model: string;
  /** Query that versions must meet to be compared; its order and limit don't count. */
  readonly where?: string;
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
  /** Older versions with the same value. */
  readonly ties: readonly Version[];
  /** Number of versions that could be chosen but were not recorded with the metric. */
  readonly unmeasured: number;
  /** Better versions that can't be used, because stored bytes of theirs are missing or changed. */
  readonly passedOver: readonly Version[];
}

/**
 * Finds the version of a model that is best by a metric, of those that have not been rejected,
 * meet the query and whose bytes are there.
 *
 * @throws RegistryError `unknown-model`, `unknown-version`, `invalid-request`, `artifact-missing`
 */
export async function bestVersion(
  registry: Registry,
  { model: name, where, ...question }: BestVersionRequest,
): Promise<BestVersion> {
  const { policy } = await registry.policy();
  const query = where === undefined ? undefined : queryOf(where);
  const { model, metric, better, versions, unmeasured } = await registry.read((state) => {
    const { model } = resolveReference(state, policy, name);
    const page = { model, limit: Number.MAX_SAFE_INTEGER, offset: 0, now: Date.now() };
    const all = query
      ? state.search.versions({ ...(query.where && { where: query.where }), order: [] }, page)
          .versions
      : state.versionsFrom(model, 1, -1);
    if (where !== undefined && all.length === 0) throw new RegistryError(noneMeets(model, where));
    return { model, ...rankByMetric(policy, model, all, question) };
  });
  for (const [index, version] of versions.entries()) {
    if (await bytesObstacle(registry, version.id)) continue;
    const value = version.metrics[metric] ?? NaN;
    const passedOver = versions.slice(0, index);
    const ties = versions.slice(index + 1).filter(({ metrics }) => metrics[metric] === value);
    const compared = versions.length;
    return { version, metric, value, better, compared, ties, unmeasured, passedOver };
  }
  throw new RegistryError({
    code: "artifact-missing",
    reason: "best-without-bytes",
    model,
    metric,
    best: versions[0] ? versionTitle(versions[0]) : model,
  });
}

function noneMeets(model: ModelName, query: string): Refusal {
  return { code: "invalid-request", reason: "none-meets-query", model, query };
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

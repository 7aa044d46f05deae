import type { LineageVersion } from "../../core/lineage/lineage-graph.ts";
import { mainMetricOf, type MetricBaseline } from "../../core/lineage/main-metric.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { VersionNumber } from "../../core/model/ids.ts";
import { parentVersions } from "../../core/model/parent.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";

/**
 * Returns versions with how they were made, the first so many of those that live and then of those
 * that were deleted, and how many are left out.
 */
export function drawnVersions(
  state: IndexQueries,
  ids: Iterable<VersionId>,
  limit: number,
  mainMetric: string | undefined,
): { readonly versions: readonly LineageVersion[]; readonly omitted: number } {
  const unique = [...new Set(ids)];
  const known = new Map<string, Version>();
  const living: LineageVersion[] = [];
  const deleted: VersionId[] = [];
  let omitted = 0;
  for (const id of unique) {
    if (living.length >= limit) {
      omitted += 1;
      continue;
    }
    const version = state.version(id);
    if (version) {
      known.set(versionTitle(version), version);
      const found = livingVersion(state, version, mainMetric, known);
      if (found) living.push(found);
    } else deleted.push(id);
  }
  const room = limit - living.length;
  const gone = deleted.slice(0, room).flatMap((id) => deletedVersion(state, id) ?? []);
  return { versions: [...living, ...gone], omitted: omitted + Math.max(0, deleted.length - room) };
}

function livingVersion(
  state: IndexQueries,
  version: Version,
  mainMetric: string | undefined,
  known: ReadonlyMap<string, Version>,
): LineageVersion | undefined {
  const registration = state.registration(version.id);
  if (!registration) return undefined;
  const { aliases, metrics } = version;
  const metric = mainMetricOf(
    metrics,
    baselineOf(state, version, parentVersions(registration.parents), known),
    mainMetric,
  );
  return {
    ...version,
    registration,
    metrics,
    ...(aliases && { aliases }),
    ...(metric && { metric }),
  };
}

/** Returns the parent in the same model, or else the version before. */
function baselineOf(
  state: IndexQueries,
  { model, number }: Version,
  parents: readonly VersionId[],
  known: ReadonlyMap<string, Version>,
): MetricBaseline | undefined {
  const parent = parents
    .flatMap((id) => state.version(id) ?? [])
    .find((each) => each.model === model);
  if (parent) return parent;
  if (number === 1) return undefined;
  const before = VersionNumber.parse(number - 1);
  return known.get(versionTitle({ model, number: before })) ?? state.versionNumbered(model, before);
}

/** Returns a deleted version from its events, with how it was made. */
function deletedVersion(state: IndexQueries, id: VersionId): LineageVersion | undefined {
  const deleted = state.deletedVersion(id);
  if (!deleted) return undefined;
  const registered = state.events.find(id);
  const deletion = state.events.find(deleted.deletion);
  if (registered?.type !== "version.registered") return undefined;
  if (deletion?.type !== "version.deleted") return undefined;
  const { model, number, digest } = deleted;
  return {
    id,
    model,
    number,
    digest,
    stage: deletion.data.stage,
    registeredAt: registered.at,
    registeredBy: registered.actor,
    registration: registered.data,
    deleted,
  };
}

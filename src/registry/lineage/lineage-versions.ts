import {
  lineageNodeId,
  type LineageVersion,
  type OutlinedSources,
} from "../../core/lineage/lineage-graph.ts";
import { mainMetricOf, type MetricBaseline } from "../../core/lineage/main-metric.ts";
import { parentVersions } from "../../core/model/data/parent.ts";
import type { Stage, VersionId } from "../../core/model/ids.ts";
import { VersionNumber } from "../../core/model/ids.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";

/** Versions that are read from the ledger, those of all that are drawn. */
export type VersionsRead = readonly VersionId[] | "all";

/** Number of versions and detail of a drawing. */
export interface DrawnOptions {
  readonly limit: number;
  /**
   * Versions that are read from the ledger beside the first; of the others only what the index
   * knows is there, which is enough while they are folded.
   */
  readonly read: VersionsRead;
  readonly mainMetric: string | undefined;
  /** Stages whose versions matter most. */
  readonly important: readonly Stage[];
}

/** Versions of a drawing. */
export interface DrawnVersions {
  readonly versions: readonly LineageVersion[];
  /** Recipes of the versions that were not read. */
  readonly outlined: OutlinedSources;
  /** Versions that are left out. */
  readonly omitted: number;
}

/** So few versions are all read, and of more so many: about as many as have room on a page. */
const few = { all: 40, first: 8 };
/** Versions of important stages that are read among the first. */
const stagedFirst = 6;

/**
 * Returns versions with how they were made, the first so many of those that live and then of those
 * that were deleted, and how many are left out.
 *
 * @param ids those that matter most first
 */
export function drawnVersions(
  state: IndexQueries,
  ids: Iterable<VersionId>,
  options: DrawnOptions,
): DrawnVersions {
  const unique = [...new Set(ids)];
  const { limit } = options;
  const { living, deleted } = firstLiving(state, unique, limit);
  const wanted = wantedVersions(living, options);
  const known = new Map<string, Version>();
  for (const id of wanted) {
    const version = state.version(id);
    if (version) known.set(versionTitle(version), version);
  }
  const versions = living.map((outline): LineageVersion => {
    const version = wanted.has(outline.id) ? known.get(versionTitle(outline)) : undefined;
    return (version && livingVersion(state, version, options.mainMetric, known)) ?? outline;
  });
  const gone = deleted
    .slice(0, limit - living.length)
    .flatMap((id) => deletedVersion(state, id) ?? []);
  const drawn = [...versions, ...gone];
  return {
    versions: drawn,
    outlined: outlinedSources(state, drawn),
    omitted: unique.length - drawn.length,
  };
}

/** Returns the versions that are read from the ledger. */
function wantedVersions(
  living: readonly LineageVersion[],
  { read, important }: DrawnOptions,
): ReadonlySet<VersionId> {
  if (read === "all" || living.length <= few.all) return new Set(living.map(({ id }) => id));
  const staged = living.filter(({ stage }) => important.includes(stage)).slice(0, stagedFirst);
  const first = new Set([...living.slice(0, 1), ...staged, ...living].map(({ id }) => id));
  return new Set([...[...first].slice(0, few.first), ...read]);
}

/** Returns what those versions were made of that have not been read, where others were, too. */
function outlinedSources(state: IndexQueries, drawn: readonly LineageVersion[]): OutlinedSources {
  const outlined = drawn.flatMap(({ id, registration }) => (registration ? [] : id));
  if (outlined.length === 0) return { derivations: [], uses: [] };
  const nodes = drawn.flatMap(({ registration }) => {
    const { datasets = [], git } = registration?.recipe ?? {};
    return [
      ...datasets.map(lineageNodeId.dataset),
      ...(git ? [lineageNodeId.commit(git.commit)] : []),
    ];
  });
  const ids = new Set(outlined);
  const derivations = state.lineage.derivationsAmong(drawn.map(({ id }) => id));
  return {
    derivations: derivations.filter(({ child }) => ids.has(child)),
    uses: state.lineage.usesOf(outlined, [...new Set(nodes)]),
  };
}

/** Returns the first so many versions that live, and those before them that were deleted. */
function firstLiving(
  state: IndexQueries,
  ids: readonly VersionId[],
  limit: number,
): { readonly living: readonly LineageVersion[]; readonly deleted: readonly VersionId[] } {
  const living: LineageVersion[] = [];
  const deleted: VersionId[] = [];
  for (let at = 0; at < ids.length && living.length < limit; at += limit) {
    const part = ids.slice(at, at + limit);
    const found = state.lineage.outlines(part);
    const known = new Set(found.map(({ id }) => id));
    living.push(...found);
    deleted.push(...part.filter((id) => !known.has(id)));
  }
  return { living: living.slice(0, limit), deleted };
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
  const baseline = baselineOf(state, version, parentVersions(registration.parents), known);
  const metric = mainMetricOf(metrics, baseline, mainMetric);
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

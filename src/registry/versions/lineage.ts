import {
  lineageGraph,
  lineageNodeId,
  type LineageGraph,
  type LineageVersion,
} from "../../core/lineage/lineage-graph.ts";
import type { ModelName, VersionId } from "../../core/model/ids.ts";
import { parentVersions } from "../../core/model/parent.ts";
import { firstStage } from "../../core/model/policy.ts";
import { versionTitle, type VersionDetail } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";
import { requireDetail } from "./describe-version.ts";

/** The lineage of one version, of one model's versions, or of the whole registry. */
export interface LineageRequest {
  readonly version?: VersionId;
  readonly model?: ModelName;
}

export interface Lineage {
  readonly title: string;
  readonly graph: LineageGraph;
  /** Id of the node that was asked for. */
  readonly focus?: string;
  /** Versions left out because there are too many to draw. */
  readonly omitted: number;
}

const maxVersions = 250;

/** @throws RegistryError `unknown-version` */
export async function lineage(registry: Registry, request: LineageRequest): Promise<Lineage> {
  const { policy } = await registry.policy();
  const first = firstStage(policy);
  return registry.read((state) => {
    if (request.version !== undefined) {
      const start = requireDetail(state, request.version);
      const { versions, omitted } = withRelatives(state, [start]);
      return {
        title: versionTitle(start),
        graph: lineageGraph(versions, [first]),
        focus: lineageNodeId.version(start.id),
        omitted,
      };
    }
    const { model } = request;
    const newest = state.versions({ ...(model !== undefined && { model }), limit: maxVersions });
    const { versions, omitted } = withRelatives(
      state,
      newest.map(({ id }) => requireDetail(state, id)),
    );
    return {
      title: model ?? "All models",
      graph: lineageGraph(versions, [first]),
      omitted: omitted + versionCount(state, model) - newest.length,
    };
  });
}

function versionCount(state: IndexQueries, model: ModelName | undefined): number {
  const models = model === undefined ? state.models() : [state.model(model)];
  return models.reduce((sum, each) => sum + (each?.versionCount ?? 0), 0);
}

/**
 * The versions together with all their ancestors and descendants, as many as can be drawn: those
 * that live first, then those that were deleted.
 */
function withRelatives(
  state: IndexQueries,
  starts: readonly VersionDetail[],
): { versions: readonly LineageVersion[]; omitted: number } {
  const found: LineageVersion[] = [];
  const seen = new Set(starts.map((start) => start.id));
  const [living, deleted]: [LineageVersion[], LineageVersion[]] = [[...starts], []];
  for (;;) {
    if (found.length >= maxVersions) break;
    const version = living.shift() ?? deleted.shift();
    if (!version) break;
    found.push(version);
    for (const id of relativesOf(state, version)) {
      if (seen.has(id)) continue;
      seen.add(id);
      const relative = state.detail(id) ?? deletedVersion(state, id);
      if (relative) ("deleted" in relative ? deleted : living).push(relative);
    }
  }
  return { versions: found, omitted: living.length + deleted.length };
}

function relativesOf(
  state: IndexQueries,
  { id, registration }: LineageVersion,
): readonly VersionId[] {
  const children = [...state.children(id), ...state.deletedChildren(id)];
  return [...parentVersions(registration.parents), ...children.map((child) => child.id)];
}

/** Returns a deleted version from its events, with how it was made. */
function deletedVersion(state: IndexQueries, id: VersionId): LineageVersion | undefined {
  const deleted = state.deletedVersion(id);
  if (!deleted) return undefined;
  const registered = state.event(id);
  const deletion = state.event(deleted.deletion);
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

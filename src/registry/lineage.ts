import type { ModelName, VersionId } from "../core/ids.ts";
import { lineageGraph, lineageNodeId, type LineageGraph } from "../core/lineage.ts";
import { initialStage } from "../core/policy.ts";
import { versionTitle, type VersionDetail } from "../core/version.ts";
import type { IndexQueries } from "../storage/index-queries.ts";
import { requireDetail } from "./describe-version.ts";
import type { Registry } from "./registry.ts";

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
export function lineage(registry: Registry, request: LineageRequest): Promise<Lineage> {
  return registry.read((state) => {
    if (request.version !== undefined) {
      const start = requireDetail(state, request.version);
      const { versions, omitted } = withRelatives(state, [start]);
      return {
        title: versionTitle(start),
        graph: lineageGraph(versions, [initialStage]),
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
      graph: lineageGraph(versions, [initialStage]),
      omitted: omitted + versionCount(state, model) - newest.length,
    };
  });
}

function versionCount(state: IndexQueries, model: ModelName | undefined): number {
  const models = model === undefined ? state.models() : [state.model(model)];
  return models.reduce((sum, each) => sum + (each?.versionCount ?? 0), 0);
}

/** The versions together with all their ancestors and descendants, as many as can be drawn. */
function withRelatives(
  state: IndexQueries,
  starts: readonly VersionDetail[],
): { versions: VersionDetail[]; omitted: number } {
  const found = new Map<VersionId, VersionDetail>();
  const seen = new Set(starts.map((start) => start.id));
  const queue = [...starts];
  for (const version of queue) {
    if (found.size >= maxVersions) break;
    found.set(version.id, version);
    const relatives = [
      ...version.registration.parents,
      ...state.children(version.id).map((child) => child.id),
    ];
    for (const id of relatives) {
      if (seen.has(id)) continue;
      seen.add(id);
      const relative = state.detail(id);
      if (relative) queue.push(relative);
    }
  }
  return { versions: [...found.values()], omitted: queue.length - found.size };
}

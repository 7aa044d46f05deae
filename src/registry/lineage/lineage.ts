import { lineageGraph, lineageNodeId } from "../../core/lineage/lineage-graph.ts";
import type { LineageGraph } from "../../core/lineage/lineage-node.ts";
import { withSuccessors } from "../../core/lineage/successors.ts";
import type { ModelName, VersionId } from "../../core/model/ids.ts";
import { firstStage, type Policy } from "../../core/model/policy.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";
import { requireVersion } from "../versions/describe-version.ts";
import { impact, importantStages } from "./impact.ts";
import { drawnVersions } from "./lineage-versions.ts";
import { modelsGraph } from "./models-graph.ts";

/**
 * The lineage of one version, of one model's versions, of what depends on data or a commit, or, if
 * none is named, of the models of the registry.
 */
export interface LineageRequest {
  readonly version?: VersionId;
  readonly model?: ModelName;
  /** Data or a commit, as `impact` takes it. */
  readonly of?: string;
  /** Key of the metric that is shown first; else the best known of each version. */
  readonly mainMetric?: string;
  /** Versions to draw at most; 500 if absent, as each is read from the ledger. */
  readonly limit?: number;
}

/** Subject of a lineage page. */
export type LineageView = "version" | "model" | "impact" | "registry";

export interface Lineage {
  readonly title: string;
  readonly view: LineageView;
  readonly graph: LineageGraph;
  /** Id of the node that was asked for. */
  readonly focus?: string;
  /** Versions left out because there are too many to draw. */
  readonly omitted: number;
  /** Stages from Production down to the first on the way there. */
  readonly important: readonly string[];
  /** Stage in which versions begin. */
  readonly initial: string;
}

const usualLimit = 500;
/** Versions beside the lineage of one that share its data or commit, to go on to. */
const maxSiblings = 60;

/** @throws RegistryError `unknown-version`, `version-deleted`, or what `impact` throws */
export async function lineage(registry: Registry, request: LineageRequest): Promise<Lineage> {
  const { policy } = await registry.policy();
  const important = importantStages(policy);
  if (request.of !== undefined) return lineageOfImpact(registry, request.of, policy, request);
  return registry.read((state): Lineage => {
    const { version, model } = request;
    if (version === undefined && model !== undefined) {
      return lineageOfModel(state, model, policy, request);
    }
    if (version === undefined) return lineageOfRegistry(state, policy, request);
    const start = requireVersion(state, version);
    const family = relatives(state, [start.id]);
    const siblings = state.lineage.sharingRecipe(start.id, maxSiblings);
    const { mainMetric, limit = usualLimit } = request;
    const drawn = drawnVersions(state, [...family, ...siblings], limit, mainMetric);
    return {
      title: versionTitle(start),
      view: "version",
      graph: lineageGraph(drawn.versions, [firstStage(policy)]),
      focus: lineageNodeId.version(start.id),
      omitted: drawn.omitted,
      important,
      initial: firstStage(policy),
    };
  });
}

function lineageOfRegistry(
  state: IndexQueries,
  policy: Policy,
  { mainMetric }: LineageRequest,
): Lineage {
  return {
    title: "All models",
    view: "registry",
    graph: modelsGraph(state, policy, mainMetric),
    omitted: 0,
    important: importantStages(policy),
    initial: firstStage(policy),
  };
}

function lineageOfModel(
  state: IndexQueries,
  model: ModelName,
  policy: Policy,
  { mainMetric, limit = usualLimit }: LineageRequest,
): Lineage {
  const important = importantStages(policy);
  const newest = state.versions({ model, limit });
  const staged = important.flatMap((stage) => state.holders(model, stage));
  const own = [...new Set([...staged, ...newest].map(({ id }) => id))];
  const drawn = drawnVersions(state, [...own, ...relatives(state, own)], limit, mainMetric);
  const total = state.model(model)?.versionCount ?? 0;
  const count = drawn.versions.filter(
    (version) => version.model === model && !version.deleted,
  ).length;
  const graph = lineageGraph(drawn.versions, [firstStage(policy)]);
  return {
    title: model,
    view: "model",
    graph: withSuccessors(graph, model, drawn.versions),
    omitted: Math.max(0, total - count),
    important,
    initial: firstStage(policy),
  };
}

async function lineageOfImpact(
  registry: Registry,
  of: string,
  policy: Policy,
  { mainMetric, limit = usualLimit }: LineageRequest,
): Promise<Lineage> {
  const { subject, versions } = await impact(registry, { subject: of });
  return registry.read((state) => {
    const dependents = versions.map(({ id }) => id);
    const ids = subject.kind === "version" ? [subject.version, ...dependents] : dependents;
    const drawn = drawnVersions(state, ids, limit, mainMetric);
    const graph = lineageGraph(drawn.versions, [firstStage(policy)]);
    const focus = graph.nodes.find((node) => {
      if (subject.kind === "commit")
        return node.kind === "commit" && node.commit === subject.commit;
      if (subject.kind === "version")
        return node.kind === "version" && node.version === subject.version;
      return node.kind === "dataset" && (node.path ?? node.uri ?? node.label) === subject.place;
    });
    return {
      title: focus?.label ?? of,
      view: "impact",
      graph,
      ...(focus && { focus: focus.id }),
      omitted: drawn.omitted,
      important: importantStages(policy),
      initial: firstStage(policy),
    };
  });
}

/**
 * Returns versions with their ancestors and descendants, then with the other descendants of those,
 * so that a sibling can be gone on to.
 */
function relatives(state: IndexQueries, starts: readonly VersionId[]): readonly VersionId[] {
  const ids = (found: readonly { readonly id: VersionId }[]): VersionId[] =>
    found.map(({ id }) => id);
  const up = ids(state.lineage.reached(starts, "up"));
  const down = ids(state.lineage.reached(starts, "down"));
  const beside = ids(state.lineage.reached(up, "down"));
  return [...new Set([...starts, ...up, ...down, ...beside])];
}

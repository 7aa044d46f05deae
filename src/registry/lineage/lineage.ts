import * as l10n from "@vscode/l10n";
import { impactGraph } from "../../core/lineage/impact-graph.ts";
import {
  lineageGraph,
  lineageNodeId,
  type LineageVersion,
} from "../../core/lineage/lineage-graph.ts";
import type { LineageGraph } from "../../core/lineage/lineage-node.ts";
import { withSuccessors } from "../../core/lineage/successors.ts";
import type { ModelName, Stage, VersionId } from "../../core/model/ids.ts";
import { firstStage, type Policy } from "../../core/model/policy.ts";
import type { Recipe } from "../../core/model/recipe.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";
import { requireVersion } from "../versions/describe-version.ts";
import { firstImpact, importantStages } from "./impact.ts";
import {
  drawnVersions,
  type DrawnOptions,
  type DrawnVersions,
  type VersionsRead,
} from "./lineage-versions.ts";

import { modelsGraph } from "./models-graph.ts";
import { withRegistryRuns } from "./registry-runs.ts";

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
  /** Versions to draw at most; 500 if absent. */
  readonly limit?: number;
  /**
   * Versions that are read from the ledger beside those that matter most; all if absent. Of the
   * others only what the index knows is drawn.
   */
  readonly read?: VersionsRead;
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
  /** True if there are more than `omitted`: so many that they were not counted. */
  readonly omitsMore?: true;
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
    const options = drawnOptions(request, important);
    const { family, isAll } = relatives(state, [start.id], options.limit);
    const siblings = state.lineage.sharingRecipe(start.id, maxSiblings);
    const drawn = drawnVersions(state, [...family, ...siblings], options);
    return {
      title: versionTitle(start),
      view: "version",
      graph: graphOf(state, drawn, policy),
      focus: lineageNodeId.version(start.id),
      omitted: drawn.omitted,
      ...(!isAll && { omitsMore: true }),
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
    title: l10n.t("All models"),
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
  request: LineageRequest,
): Lineage {
  const important = importantStages(policy);
  const options = drawnOptions(request, important);
  const newest = state.lineage.newest(model, options.limit);
  const staged = important.flatMap((stage) => state.holders(model, stage));
  const own = [...new Set([...staged.map(({ id }) => id), ...newest])];
  const { family } = relatives(state, own, options.limit);
  const drawn = drawnVersions(state, [...own, ...family], options);
  const total = state.model(model)?.versionCount ?? 0;
  const count = drawn.versions.filter(
    (version) => version.model === model && !version.deleted,
  ).length;
  const graph = graphOf(state, drawn, policy);
  const recipeOf = ({ id, registration }: LineageVersion): Recipe | undefined =>
    (registration ?? state.registration(id))?.recipe;
  return {
    title: model,
    view: "model",
    graph: withSuccessors(graph, model, drawn.versions, recipeOf),
    omitted: Math.max(0, total - count),
    important,
    initial: firstStage(policy),
  };
}

async function lineageOfImpact(
  registry: Registry,
  of: string,
  policy: Policy,
  request: LineageRequest,
): Promise<Lineage> {
  const important = importantStages(policy);
  const options = drawnOptions(request, important);
  const { subject, versions, total, isCounted } = await firstImpact(registry, {
    subject: of,
    limit: options.limit,
  });
  return registry.read((state) => {
    const dependents = versions.map(({ id }) => id);
    const ids = subject.kind === "version" ? [subject.version, ...dependents] : dependents;
    const drawn = drawnVersions(state, ids, options);
    const direct = new Set(versions.flatMap(({ id, steps }) => (steps === 0 ? id : [])));
    const { graph, focus } = impactGraph(graphOf(state, drawn, policy), subject, direct);
    const node = graph.nodes.find(({ id }) => id === focus);
    return {
      title: node?.label ?? of,
      view: "impact",
      graph,
      ...(node && { focus }),
      omitted: drawn.omitted + total - versions.length,
      ...(!isCounted && { omitsMore: true }),
      important,
      initial: firstStage(policy),
    };
  });
}

function graphOf(
  state: IndexQueries,
  { versions, outlined }: DrawnVersions,
  policy: Policy,
): LineageGraph {
  return withRegistryRuns(state, lineageGraph(versions, [firstStage(policy)], outlined));
}

function drawnOptions(
  { limit = usualLimit, read = "all", mainMetric }: LineageRequest,
  important: readonly Stage[],
): DrawnOptions {
  return { limit, read, mainMetric, important };
}

/** Versions of a family that are gone to for each that is drawn. */
const reachedForEach = 3;

/**
 * Returns versions with their ancestors and descendants, then with the other descendants of those,
 * so that a sibling can be gone on to; not all, where they are many more than are drawn.
 */
function relatives(
  state: IndexQueries,
  starts: readonly VersionId[],
  limit: number,
): { readonly family: readonly VersionId[]; readonly isAll: boolean } {
  const reached = (from: readonly VersionId[], way: "up" | "down"): readonly VersionId[] =>
    state.lineage.reached(from, way, from.length + reachedForEach * limit);
  const up = reached(starts, "up");
  const down = reached(starts, "down");
  const beside = up.length === 0 ? [] : reached(up, "down");
  const isAll = [up, down, beside].every((found) => found.length < reachedForEach * limit);
  return { family: [...new Set([...starts, ...up, ...down, ...beside])], isAll };
}

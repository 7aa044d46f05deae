import type { Stage } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { stageRole, type StageRole } from "../../core/policy/stage-roles.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import type { Version } from "../../core/state/version.ts";
import type { ModelOverview } from "../../registry/models/overview.ts";
import { log } from "../log.ts";
import type { TreeNode, VersionNode } from "../nodes/tree-nodes.ts";
import { wordsOf } from "../refusals/refusal-words.ts";
import type { FolderRegistry } from "../registries.ts";
import { listOf, requestsOf, versionsOf } from "./listed-versions.ts";
import { maxExpandedModels, modelRows } from "./model-groups.ts";
import { searchChildren, searchesRow } from "./search-rows.ts";
import { matchesModel, matchesStage, parseTreeFilter, type TreeFilter } from "./tree-filter.ts";
import {
  pageSize,
  rulesWithAlerts,
  versionNodes,
  withSharing,
  type Arrangement,
} from "./version-rows.ts";

/** Production is put first where it would not be among the first rows. */
const firstRows = 8;

/** Meanings of stages as the tree lists them: what matters most comes first. */
const roleOrder: readonly StageRole[] = [
  "production",
  "trial",
  "start",
  "other",
  "archive",
  "rejection",
];

/** Returns the stages of a policy, what matters most first; of several on the way, the last first. */
function stagesInOrder(policy: Policy): readonly Stage[] {
  return roleOrder.flatMap((role) => {
    const stages = policy.stages
      .map(({ name }) => name)
      .filter((name) => stageRole(policy, name) === role);
    return role === "trial" ? stages.toReversed() : stages;
  });
}

/**
 * Returns the nodes at the top: of several folders those that have content, else the content
 * itself.
 */
export async function topNodes(
  folders: readonly FolderRegistry[],
  arrangement: Arrangement,
): Promise<readonly TreeNode[]> {
  const found = await Promise.all(
    folders.map(async (folder) => ({
      folder,
      nodes: await orFailure(folder, folderChildren(folder, arrangement)),
    })),
  );
  const filled = found.filter(({ nodes }) => nodes.length > 0);
  if (folders.length > 1 && filled.length > 0) {
    return filled.map(({ folder }) => ({ kind: "folder", in: folder }));
  }
  return filled.flatMap(({ nodes }) => nodes);
}

/** Returns the nodes below a node; if reading fails, a node that describes the problem. */
export function childNodes(node: TreeNode, arrangement: Arrangement): Promise<readonly TreeNode[]> {
  return orFailure(node.in, below(node, arrangement));
}

async function below(node: TreeNode, arrangement: Arrangement): Promise<readonly TreeNode[]> {
  switch (node.kind) {
    case "folder":
      return folderChildren(node.in, arrangement);
    case "model-group": {
      const { policy, isCollapsed, models, path } = node;
      const list = { in: node.in, policy, isCollapsed, sortBy: arrangement.sortBy };
      return modelRows(list, models, path);
    }
    case "model":
      return modelChildren(node.in, node.overview, arrangement);
    case "stage":
      return stageChildren(node.in, node.stage, arrangement);
    case "version":
      return versionChildren(node.in, node.version);
    case "approvals":
      return node.pending.map((pending) => ({ kind: "approval", in: node.in, pending }));
    case "ab-tests":
      return runningTests(node.in);
    case "searches":
      return node.searches.map((search) => ({ kind: "search", in: node.in, search }));
    case "search": {
      const key = `${node.in.folder.uri.toString()}#search ${node.search.name}`;
      return searchChildren(node, { key, limit: arrangement.limits.get(key) ?? pageSize });
    }
    default:
      return [];
  }
}

async function orFailure(
  folder: FolderRegistry,
  nodes: Promise<readonly TreeNode[]>,
): Promise<readonly TreeNode[]> {
  try {
    return await nodes;
  } catch (error) {
    log().error(String(error));
    const text = error instanceof RegistryError ? messageOf(error.refusal) : String(error);
    return [{ kind: "failure", in: folder, text }];
  }
}

/** Returns the children of a folder's node. */
async function folderChildren(
  folder: FolderRegistry,
  arrangement: Arrangement,
): Promise<readonly TreeNode[]> {
  const { models, problems, policy: inForce } = await folder.registry.call("overview", {});
  const { policy, problem } = inForce;
  const filter = parseTreeFilter(policy, arrangement.filter);
  const damaged = problems.map((refusal): TreeNode => {
    const { message, wayOut } = wordsOf(refusal);
    const isRepairable = refusal.code === "ledger-damaged" || refusal.reason === "events-lost";
    return { kind: "damage", in: folder, text: message, advice: wayOut, isRepairable };
  });
  const wrong = problem
    ? [{ kind: "policy-problem", in: folder, text: messageOf(problem) } as const]
    : [];
  const found = models.length > 0 ? searchesRow(folder) : [];
  const notes = [...damaged, ...wrong, ...(await conflicts(folder)), ...found];
  const waiting = [...(await approvals(folder)), ...(await abTests(folder))];
  if (arrangement.groupBy === "stage") {
    return [...notes, ...(await stages(folder, policy, filter, models)), ...waiting];
  }
  const shown = await shownModels(folder, models, filter);
  const isCollapsed = shown.length > maxExpandedModels;
  const list = { in: folder, policy, isCollapsed, sortBy: arrangement.sortBy };
  return [...notes, ...modelRows(list, shown), ...waiting];
}

/**
 * Returns a node for the conflicts that can still be given another outcome; none if there are none.
 */
async function conflicts(folder: FolderRegistry): Promise<readonly TreeNode[]> {
  const all = await folder.registry.call("listConflicts", {});
  const open = all.filter(({ remedy }) => remedy !== undefined).length;
  return open > 0 ? [{ kind: "conflicts", in: folder, open }] : [];
}

/**
 * Returns a node for the open requests, which are shown with any filter; none if there are none.
 */
async function approvals(folder: FolderRegistry): Promise<readonly TreeNode[]> {
  const pending = await folder.registry.call("pendingApprovals", {});
  return pending.length > 0 ? [{ kind: "approvals", in: folder, pending }] : [];
}

/** Returns a node for the A/B tests that are running, without their results; none if there are none. */
async function abTests(folder: FolderRegistry): Promise<readonly TreeNode[]> {
  const names = await folder.registry.call("runningAbTests", {});
  return names.length > 0 ? [{ kind: "ab-tests", in: folder, names }] : [];
}

/** The A/B tests that are running, with what their results say. */
async function runningTests(folder: FolderRegistry): Promise<readonly TreeNode[]> {
  const tests = await folder.registry.call("outlineAbTests", { isRunning: true });
  return tests.map((outline) => ({ kind: "ab-test", in: folder, outline }));
}

/**
 * Returns the models that the filter names, or that have versions which it finds; of these the ones
 * with a version in one of its stages, if it names some.
 */
async function shownModels(
  folder: FolderRegistry,
  models: readonly ModelOverview[],
  filter: TreeFilter,
): Promise<readonly ModelOverview[]> {
  const { query, stages } = filter;
  const found = new Set(
    query === undefined ? [] : (await folder.registry.call("searchGroups", { query })).models,
  );
  const shown = models.filter(({ model }) => matchesModel(filter, model) || found.has(model.name));
  if (stages.length === 0) return shown;
  const inStages = await Promise.all(
    shown.map(async ({ model }) => {
      const list = listOf(filter, model);
      const lists = await Promise.all(
        stages.map((stage) => versionsOf(folder, { ...list, stage, limit: 1 })),
      );
      return lists.some((versions) => versions.length > 0);
    }),
  );
  return shown.filter((_, index) => inStages[index]);
}

async function stages(
  folder: FolderRegistry,
  policy: Policy,
  filter: TreeFilter,
  models: readonly ModelOverview[],
): Promise<readonly TreeNode[]> {
  const sorted = stagesInOrder(policy).filter((stage) => matchesStage(filter, stage));
  const lists = await Promise.all(
    sorted.map(async (stage) => ({
      stage,
      isFilled: await hasVersions(folder, stage, filter, models),
    })),
  );
  return lists
    .filter(({ isFilled }) => isFilled)
    .map(({ stage }) => ({ kind: "stage", in: folder, stage, policy }));
}

/** Returns whether a version of the filter is in a stage. */
async function hasVersions(
  folder: FolderRegistry,
  stage: Stage,
  filter: TreeFilter,
  models: readonly ModelOverview[],
): Promise<boolean> {
  const requests = requestsOf(filter, models).map((each) => ({ ...each, stage, limit: 1 }));
  const lists = await Promise.all(requests.map((each) => versionsOf(folder, each)));
  return lists.some((versions) => versions.length > 0);
}

/** A model's versions, newest first, Production always in sight. */
async function modelChildren(
  folder: FolderRegistry,
  { model, production }: ModelOverview,
  arrangement: Arrangement,
): Promise<readonly TreeNode[]> {
  const { policy } = await folder.registry.call("policy", {});
  const filter = parseTreeFilter(policy, arrangement.filter);
  const list = listOf(filter, model);
  const { nodes, more } = await versionNodes(
    folder,
    policy,
    { key: model.name, requests: [list], stages: filter.stages, named: false },
    () => production,
    arrangement,
  );
  const place = nodes.findIndex(({ version }) => version.id === production?.id);
  const isWhole = list.query === undefined && filter.stages.length === 0;
  const isOutOfSight = place < 0 ? isWhole : place >= firstRows;
  if (!production || !isOutOfSight) return [...nodes, ...more];
  const alertsOf = await rulesWithAlerts(folder);
  const first: VersionNode = {
    kind: "version",
    in: folder,
    version: production,
    production,
    policy,
    named: false,
    alerts: alertsOf(production),
    ...(arrangement.versionMetric !== "" && { metric: arrangement.versionMetric }),
  };
  const rest = nodes.filter((_, index) => index !== place);
  return [...(await withSharing(folder, [first])), ...rest, ...more];
}

/** The versions in a stage, of all models, newest first. */
async function stageChildren(
  folder: FolderRegistry,
  stage: Stage,
  arrangement: Arrangement,
): Promise<readonly TreeNode[]> {
  const { models, policy: inForce } = await folder.registry.call("overview", {});
  const { policy } = inForce;
  const filter = parseTreeFilter(policy, arrangement.filter);
  const productions = new Map(models.map((each) => [each.model.name, each.production]));
  const { nodes, more } = await versionNodes(
    folder,
    policy,
    { key: "", requests: requestsOf(filter, models), stages: [stage], named: true },
    (version) => productions.get(version.model),
    arrangement,
  );
  return [...nodes, ...more];
}

async function versionChildren(
  folder: FolderRegistry,
  version: Version,
): Promise<readonly TreeNode[]> {
  const [detail] = await folder.registry.call("versionDetails", { versions: [version.id] });
  const files = detail?.registration.inspection?.files ?? [];
  return (detail?.artifacts ?? []).map((artifact) => ({
    kind: "artifact",
    in: folder,
    version,
    artifact,
    description: files.find(({ path }) => path === artifact.path)?.description,
  }));
}

import type { ModelName, Stage } from "../../core/ids.ts";
import type { Policy } from "../../core/policy.ts";
import { RegistryError } from "../../core/refusal.ts";
import type { Version } from "../../core/version.ts";
import type { ModelOverview } from "../../registry/overview.ts";
import { log } from "../log.ts";
import type { FolderRegistry } from "../registries.ts";
import { matchesModel, matchesStage, parseTreeFilter, type TreeFilter } from "./tree-filter.ts";
import type { TreeNode, VersionNode } from "./tree-nodes.ts";
import type { TreeOptions } from "./tree-options.ts";

/** Versions shown of one model or stage before “Show more…”. */
export const pageSize = 50;
/** Production is put first where it would not be among the first rows. */
const firstRows = 8;

/** Stages as the tree lists them: what matters most comes first. */
const stageOrder = ["Production", "Staging", "None", "Archived", "Rejected"];

/** Stages of a team's own come between those that matter and those that are over. */
function placeOf(stage: Stage): number {
  const place = stageOrder.indexOf(stage);
  return place < 0 ? stageOrder.indexOf("None") + 0.5 : place;
}

/** How the children of nodes are chosen. */
export interface Arrangement extends TreeOptions {
  /** How many versions a list shows, by the list's key, where more were asked for. */
  readonly limits: ReadonlyMap<string, number>;
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
    case "model":
      return modelChildren(node.in, node.overview, arrangement);
    case "stage":
      return stageChildren(node.in, node.stage, arrangement);
    case "version":
      return versionChildren(node.in, node.version);
    case "approvals":
      return node.pending.map((pending) => ({ kind: "approval", in: node.in, pending }));
    case "approval":
    case "artifact":
    case "failure":
    case "damage":
    case "policy-problem":
    case "more":
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
    const text = error instanceof RegistryError ? error.refusal.message : String(error);
    return [{ kind: "failure", in: folder, text }];
  }
}

/** What stands below the registry of a folder. */
async function folderChildren(
  folder: FolderRegistry,
  arrangement: Arrangement,
): Promise<readonly TreeNode[]> {
  const { models, problems, policy: inForce } = await folder.registry.call("overview", {});
  const { policy, problem } = inForce;
  const filter = parseTreeFilter(policy, arrangement.filter);
  const named = models.filter(({ model }) => matchesModel(filter, model.name));
  const damaged = problems.map(({ message, wayOut }): TreeNode => ({
    kind: "damage",
    in: folder,
    text: message,
    advice: wayOut,
  }));
  const wrong = problem
    ? [{ kind: "policy-problem", in: folder, text: problem.message } as const]
    : [];
  const notes = [...damaged, ...wrong];
  const waiting = await approvals(folder);
  if (arrangement.groupBy === "stage") {
    return [...notes, ...(await stages(folder, policy, filter)), ...waiting];
  }
  const shown = await withVersionsInStages(folder, named, filter);
  const sorted =
    arrangement.sortBy === "change"
      ? shown.toSorted((a, b) => (a.model.changedAt < b.model.changedAt ? 1 : -1))
      : shown;
  return [
    ...notes,
    ...sorted.map((overview): TreeNode => ({ kind: "model", in: folder, overview })),
    ...waiting,
  ];
}

/** The requests that wait, whatever the filter: somebody is held up by them. */
async function approvals(folder: FolderRegistry): Promise<readonly TreeNode[]> {
  const pending = await folder.registry.call("pendingApprovals", {});
  return pending.length > 0 ? [{ kind: "approvals", in: folder, pending }] : [];
}

/** Those of the models that have a version in one of the filter's stages; all if it names none. */
async function withVersionsInStages(
  folder: FolderRegistry,
  models: readonly ModelOverview[],
  { stages }: TreeFilter,
): Promise<readonly ModelOverview[]> {
  if (stages.length === 0) return models;
  const lists = await Promise.all(
    models.flatMap(({ model }) =>
      stages.map((stage) =>
        folder.registry.call("listVersions", { model: model.name, stage, limit: 1 }),
      ),
    ),
  );
  const found = new Set(lists.flat().map(({ model }) => model));
  return models.filter(({ model }) => found.has(model.name));
}

async function stages(
  folder: FolderRegistry,
  policy: Policy,
  filter: TreeFilter,
): Promise<readonly TreeNode[]> {
  const sorted = policy.stages
    .map((rule) => rule.name)
    .filter((stage) => matchesStage(filter, stage))
    .toSorted((a, b) => placeOf(a) - placeOf(b));
  const lists = await Promise.all(
    sorted.map(async (stage) => ({
      stage,
      versions: await folder.registry.call("listVersions", { stage, limit: 1 }),
    })),
  );
  return lists
    .filter(({ versions }) => versions.length > 0)
    .map(({ stage }) => ({ kind: "stage", in: folder, stage }));
}

/** A model's versions, newest first, Production always in sight. */
async function modelChildren(
  folder: FolderRegistry,
  { model: { name }, production }: ModelOverview,
  arrangement: Arrangement,
): Promise<readonly TreeNode[]> {
  const { policy } = await folder.registry.call("policy", {});
  const filter = parseTreeFilter(policy, arrangement.filter);
  const { nodes, more } = await versionNodes(
    folder,
    policy,
    { model: name, stages: filter.stages },
    () => production,
    arrangement,
  );
  const place = nodes.findIndex(({ version }) => version.id === production?.id);
  const isOutOfSight = place < 0 ? filter.stages.length === 0 : place >= firstRows;
  if (!production || !isOutOfSight) return [...nodes, ...more];
  const first: VersionNode = {
    kind: "version",
    in: folder,
    version: production,
    production,
    policy,
    named: false,
  };
  return [first, ...nodes.filter((_, index) => index !== place), ...more];
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
    { stages: [stage] },
    (version) => productions.get(version.model),
    arrangement,
  );
  return [...nodes.filter(({ version }) => matchesModel(filter, version.model)), ...more];
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

async function versionNodes(
  folder: FolderRegistry,
  policy: Policy,
  { model, stages: wanted }: { readonly model?: ModelName; readonly stages: readonly Stage[] },
  productionOf: (version: Version) => Version | undefined,
  { limits }: Arrangement,
): Promise<{ readonly nodes: readonly VersionNode[]; readonly more: readonly TreeNode[] }> {
  const list = `${folder.folder.uri.toString()}#${model ?? ""}#${wanted.join()}`;
  const limit = limits.get(list) ?? pageSize;
  const lists = await Promise.all(
    (wanted.length > 0 ? wanted : [undefined]).map((stage) =>
      folder.registry.call("listVersions", {
        ...(model !== undefined && { model }),
        ...(stage !== undefined && { stage }),
        limit: limit + 1,
      }),
    ),
  );
  const versions = lists.flat().toSorted((a, b) => (a.id < b.id ? 1 : -1));
  return {
    nodes: versions.slice(0, limit).map((version) => ({
      kind: "version",
      in: folder,
      version,
      production: productionOf(version),
      policy,
      named: model === undefined,
    })),
    more: versions.length > limit ? [{ kind: "more", in: folder, list, shown: limit }] : [],
  };
}

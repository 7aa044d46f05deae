import type { Stage } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { compareByMetric } from "../../core/query/order-by-metric.ts";
import type { Version } from "../../core/state/version.ts";
import type { TreeNode, VersionNode } from "../nodes/tree-nodes.ts";
import type { FolderRegistry } from "../registries.ts";
import { bestFirst, versionsOf, type VersionRequest } from "./listed-versions.ts";
import type { TreeOptions } from "./tree-options.ts";

/** Versions shown of one model or stage before “Show more…”. */
export const pageSize = 50;
/** Options for choosing the children of nodes. */
export interface Arrangement extends TreeOptions {
  /**
   * Number of versions that a list shows, by the list's key; only lists that were expanded further.
   */
  readonly limits: ReadonlyMap<string, number>;
}

/** A list of versions. */
export interface ListedVersions {
  /** Tells the list from others of its kind. */
  readonly key: string;
  /** Criteria, which may overlap; a version is listed once. */
  readonly requests: readonly Pick<VersionRequest, "model" | "query">[];
  /** Empty for all. */
  readonly stages: readonly Stage[];
  /** True if rows contain the model's name. */
  readonly named: boolean;
}

/** Returns a function that gives the rules for which an alert of a version is open. */
export async function rulesWithAlerts({
  registry,
}: FolderRegistry): Promise<(version: Version) => readonly string[]> {
  const alerts = await registry.call("openAlerts", {});
  return ({ id }) => alerts.filter(({ data }) => data.version === id).map(({ data }) => data.rule);
}

/** Adds to rows of versions what this clone and its remote lack of them. */
export async function withSharing(
  { registry }: FolderRegistry,
  nodes: readonly VersionNode[],
): Promise<readonly VersionNode[]> {
  if (nodes.length === 0) return nodes;
  const versions = nodes.map(({ version }) => version.id);
  const states = await registry.call("versionSharing", { versions });
  if (states.length === 0) return nodes;
  const byVersion = new Map(states.map((state) => [state.version, state]));
  return nodes.map((node) => {
    const sharing = byVersion.get(node.version.id);
    return sharing ? { ...node, sharing } : node;
  });
}

/** Returns the rows of a list of versions, and one for the rest if there are more. */
export async function versionNodes(
  folder: FolderRegistry,
  policy: Policy,
  { key, requests, stages: wanted, named }: ListedVersions,
  productionOf: (version: Version) => Version | undefined,
  { limits, versionMetric }: Pick<Arrangement, "limits" | "versionMetric">,
): Promise<{ readonly nodes: readonly VersionNode[]; readonly more: readonly TreeNode[] }> {
  const list = `${folder.folder.uri.toString()}#${key}#${wanted.join()}`;
  const limit = limits.get(list) ?? pageSize;
  const lists = await Promise.all(
    requests.flatMap((request) =>
      (wanted.length > 0 ? wanted : [undefined]).map((stage) =>
        versionsOf(folder, {
          ...request,
          ...(stage !== undefined && { stage }),
          ...(versionMetric !== "" && { metric: versionMetric }),
          limit: limit + 1,
        }),
      ),
    ),
  );
  const order = bestFirst(versionMetric);
  const alertsOf = await rulesWithAlerts(folder);
  const all = new Map(lists.flat().map((version) => [version.id, version]));
  const versions = [...all.values()].toSorted((a, b) => compareByMetric(a, b, order));
  const nodes = versions.slice(0, limit).map((version): VersionNode => ({
    kind: "version",
    in: folder,
    version,
    production: productionOf(version),
    policy,
    named,
    alerts: alertsOf(version),
    ...(versionMetric !== "" && { metric: versionMetric }),
  }));
  return {
    nodes: await withSharing(folder, nodes),
    more: versions.length > limit ? [{ kind: "more", in: folder, list, shown: limit }] : [],
  };
}

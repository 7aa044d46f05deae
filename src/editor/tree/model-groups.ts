import { addTo } from "../../core/add-to.ts";
import type { Policy } from "../../core/model/policy.ts";
import { compareNaturally } from "../../core/text/natural-order.ts";
import type { ModelOverview } from "../../registry/models/overview.ts";
import type { ModelGroupNode, ModelNode } from "../nodes/tree-nodes.ts";
import type { FolderRegistry } from "../registries.ts";

/** With more models than this, rows start collapsed. */
export const maxExpandedModels = 20;

/** Options of a list of models. */
export interface ModelList {
  readonly in: FolderRegistry;
  readonly policy: Policy;
  readonly sortBy: "name" | "change";
  readonly isCollapsed: boolean;
}

/**
 * Returns the rows of models whose names begin with `path`: those with another slash behind it are
 * folded into groups, which come first when sorted by name. A group of only one is no group.
 */
export function modelRows(
  list: ModelList,
  models: readonly ModelOverview[],
  path = "",
): readonly (ModelGroupNode | ModelNode)[] {
  const { in: folder, policy, isCollapsed } = list;
  const start = path === "" ? 0 : path.length + 1;
  const groups = new Map<string, ModelOverview[]>();
  const rows: (ModelGroupNode | ModelNode)[] = [];
  const addModel = (overview: ModelOverview): void => {
    const label = overview.model.name.slice(start);
    rows.push({ kind: "model", in: folder, overview, label, policy, isCollapsed });
  };
  for (const overview of models) {
    const { name } = overview.model;
    const slash = name.indexOf("/", start);
    if (slash < 0) addModel(overview);
    else {
      const key = name.slice(0, slash);
      addTo(groups, key, overview);
    }
  }
  for (const [, within] of groups) {
    const [only] = within;
    if (only && within.length === 1) addModel(only);
    else {
      const whole = commonPath(within);
      const label = whole.slice(start);
      rows.push({
        kind: "model-group",
        in: folder,
        path: whole,
        label,
        models: within,
        policy,
        isCollapsed,
      });
    }
  }
  return rows.toSorted(list.sortBy === "change" ? byChange : byName);
}

/** Returns the longest path that all names have in common, cut at a slash. */
function commonPath(models: readonly ModelOverview[]): string {
  const [first = [], ...others] = models.map(({ model }) => model.name.split("/").slice(0, -1));
  const length = others.reduce((shared, parts) => {
    const differs = first.findIndex((part, index) => parts[index] !== part);
    return Math.min(shared, differs < 0 ? first.length : differs);
  }, first.length);
  return first.slice(0, length).join("/");
}

function byName(a: ModelGroupNode | ModelNode, b: ModelGroupNode | ModelNode): number {
  return (
    Number(a.kind === "model") - Number(b.kind === "model") || compareNaturally(a.label, b.label)
  );
}

function byChange(a: ModelGroupNode | ModelNode, b: ModelGroupNode | ModelNode): number {
  const [left, right] = [changedAt(a), changedAt(b)];
  return left === right ? compareNaturally(a.label, b.label) : left < right ? 1 : -1;
}

function changedAt(row: ModelGroupNode | ModelNode): string {
  const models = row.kind === "model" ? [row.overview] : row.models;
  return models.reduce(
    (latest, { model }) => (model.changedAt > latest ? model.changedAt : latest),
    "",
  );
}

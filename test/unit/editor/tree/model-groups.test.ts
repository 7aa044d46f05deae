import { expect, test, vi } from "vitest";
import { EventId, ModelName, Timestamp } from "../../../../src/core/model/ids.ts";
import { defaultPolicy } from "../../../../src/core/model/policy.ts";
import type { ModelGroupNode, ModelNode } from "../../../../src/editor/nodes/tree-nodes.ts";
import { modelRows } from "../../../../src/editor/tree/model-groups.ts";
import type { ModelOverview } from "../../../../src/registry/models/overview.ts";

vi.mock("vscode", () => ({}));

function overview(name: string, day = 1): ModelOverview {
  const at = Timestamp.parse(`2026-01-${String(day).padStart(2, "0")}T00:00:00.000Z`);
  return {
    model: {
      id: EventId.parse("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
      name: ModelName.parse(name),
      versionCount: 1,
      latestNumber: 1,
      registeredAt: at,
      changedAt: at,
    },
    production: undefined,
    latest: undefined,
    canRollBack: false,
  };
}

// Not looked at.
const nowhere: unknown = undefined;
const list = { in: nowhere as ModelNode["in"], policy: defaultPolicy, isCollapsed: false };

function labels(rows: readonly (ModelGroupNode | ModelNode)[]): readonly string[] {
  return rows.map(({ kind, label }) => (kind === "model" ? label : `${label}/`));
}

test("names fold at slashes, folders first, numbers in their order; one model is no folder", () => {
  const models = ["m10", "m2", "a/b/x", "a/b/y", "a/c", "solo/model", "M1"].map((name) =>
    overview(name),
  );
  const rows = modelRows({ ...list, sortBy: "name" }, models);
  expect(labels(rows)).toEqual(["a/", "M1", "m2", "m10", "solo/model"]);
  const [group] = rows;
  if (group?.kind !== "model-group") throw new Error("The first row is no folder.");
  const within = modelRows({ ...list, sortBy: "name" }, group.models, group.path);
  expect(labels(within)).toEqual(["b/", "c"]);
});

test("a chain of folders is one row", () => {
  const models = [overview("team/risk/a"), overview("team/risk/b")];
  expect(labels(modelRows({ ...list, sortBy: "name" }, models))).toEqual(["team/risk/"]);
});

test("by change, a folder stands where its newest model does", () => {
  const models = [overview("old", 1), overview("g/a", 2), overview("g/b", 9), overview("new", 5)];
  expect(labels(modelRows({ ...list, sortBy: "change" }, models))).toEqual(["g/", "new", "old"]);
});

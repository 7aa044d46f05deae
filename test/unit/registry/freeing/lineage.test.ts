import { expect, test } from "vitest";
import { ModelName } from "../../../../src/core/model/ids.ts";
import { lineage, type LineageRequest } from "../../../../src/registry/lineage/lineage.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { describeVersion } from "../../../../src/registry/versions/describe-version.ts";
import { refusalOf } from "../../support/refusal.ts";
import { registerContent, useTemporaryFolders, withRegistry } from "../../support/registry.ts";
import { deletion } from "./support.ts";

const temporaryFolder = useTemporaryFolders();

/** The versions of a lineage, those that were deleted with a minus. */
async function drawn(registry: Registry, request: LineageRequest): Promise<readonly string[]> {
  const { graph, omitted } = await lineage(registry, request);
  expect(omitted).toBe(0);
  return graph.nodes
    .flatMap((node) => (node.kind === "version" ? `${node.deleted ? "-" : ""}${node.label}` : []))
    .toSorted();
}

test("deleted versions stay in the lineage of those that they were made from", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    const parent = await registerContent(registry, "parent");
    const child = await registerContent(registry, "child", { parents: ["fraud@1"] });
    const grandchild = await registerContent(registry, "grandchild", {
      model: "churn",
      parents: ["fraud@2"],
    });
    await registerContent(registry, "other", { model: "other" });
    const unrelated = await registerContent(registry, "unrelated");
    for (const version of [unrelated, grandchild, child]) {
      await deleteVersion(registry, deletion(version));
    }
    const family = ["-churn 1", "-fraud 2", "fraud 1"];
    expect(await drawn(registry, { version: parent.id })).toEqual(family);
    expect(await drawn(registry, { model: ModelName.parse("fraud") })).toEqual(family);
    const { graph: models } = await lineage(registry, {});
    expect(models.nodes.map(({ kind, label }) => `${kind} ${label}`)).toEqual([
      "model churn",
      "model fraud",
      "model other",
    ]);
    const { children, deletedChildren } = await describeVersion(registry, { version: parent.id });
    expect([children.length, deletedChildren.map(({ reason }) => reason)]).toEqual([
      0,
      ["superseded"],
    ]);
    const { graph } = await lineage(registry, { version: parent.id });
    expect(graph.edges.map(({ relation }) => relation)).toEqual(["derived from", "derived from"]);
    expect((await refusalOf(lineage(registry, { version: child.id }))).code).toBe(
      "version-deleted",
    );
  });
});

import { expect, test } from "vitest";
import { VersionId } from "../../../../src/core/model/ids.ts";
import { recipeChanges } from "../../../../src/registry/lineage/recipe-changes.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { findVersion } from "../../../../src/registry/retrieval/find-version.ts";
import { writeLineageRegistry } from "../../../fixtures/lineage-registry.ts";
import { refusalOf } from "../../support/refusal.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";
import { deletion } from "../freeing/support.ts";

const temporaryFolder = useTemporaryFolders();

test("recipes differ in parameters, packages, data and code, also when a version was deleted", async () => {
  const folder = await temporaryFolder();
  await writeLineageRegistry(folder, 50, Date.parse("2026-11-30T00:00:00Z"));
  await withRegistry(folder, async (registry) => {
    const [before, after, leaf] = await Promise.all(
      ["churn@7", "churn@8", "churn-mobile@2"].map((reference) =>
        findVersion(registry, { reference }),
      ),
    );
    if (!before || !after || !leaf) throw new Error("not there");
    const request = { before: before.id, after: after.id };
    const changes = await recipeChanges(registry, request);
    expect(changes).toContainEqual({
      part: "environment",
      name: "scikit-learn",
      before: "1.7.2",
      after: "1.8.0",
    });
    expect(new Set(changes.map(({ part }) => part))).toEqual(
      new Set(["data", "parameters", "code", "environment"]),
    );
    expect(await recipeChanges(registry, { before: after.id, after: after.id })).toEqual([]);
    const fromLeaf = { before: leaf.id, after: after.id };
    const known = await recipeChanges(registry, fromLeaf);
    expect(known.length).toBeGreaterThan(0);
    await deleteVersion(registry, deletion(leaf));
    expect(await recipeChanges(registry, fromLeaf)).toEqual(known);
    const missing = VersionId.parse("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    const refusal = await refusalOf(recipeChanges(registry, { before: missing, after: after.id }));
    expect(refusal.code).toBe("unknown-version");
  });
});

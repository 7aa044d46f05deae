import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Sha256, Stage } from "../../../../src/core/model/ids.ts";
import { versionReference } from "../../../../src/core/state/version.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { impact } from "../../../../src/registry/lineage/impact.ts";
import { lineage } from "../../../../src/registry/lineage/lineage.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { refusalOf } from "../../support/refusal.ts";
import { registerContent, useTemporaryFolders, withRegistry } from "../../support/registry.ts";
import { deletion } from "../freeing/support.ts";

const temporaryFolder = useTemporaryFolders();

async function dependents(registry: Registry, subject: string): Promise<readonly string[]> {
  const { versions } = await impact(registry, { subject });
  return versions.map(
    (version) => `${versionReference(version)} ${version.stage} ${version.steps}`,
  );
}

test("impact is what depends on data, a commit or a version, directly or through parents", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "data"));
  await withRegistry(folder, async (registry) => {
    const data = async (content: string): Promise<{ readonly datasets: readonly string[] }> => {
      await writeFile(join(folder, "data", "train.csv"), content);
      return { datasets: ["data/train.csv"] };
    };
    await registerContent(registry, "1", await data("x\n1\n"));
    const second = await registerContent(registry, "2", await data("x\n2\n"));
    const third = await registerContent(registry, "3", { parents: ["fraud@2"] });
    const child = await registerContent(registry, "4", { model: "churn", parents: ["fraud@3"] });
    await registerContent(registry, "5", { model: "other" });
    await transition(registry, {
      version: third.id,
      to: Stage.parse("Staging"),
    });
    const all = ["fraud@3 Staging 1", "fraud@2 None 0", "fraud@1 None 0", "churn@1 None 2"];
    expect(await dependents(registry, "data/train.csv")).toEqual(all);
    expect(await dependents(registry, "train.csv")).toEqual(all);
    await registerContent(registry, "6", {
      model: "lake",
      namedData: [
        {
          name: "trips",
          version: "2024-05",
          place: "s3://lake/trips.parquet",
          digests: { sha256: Sha256.parse("a".repeat(64)) },
        },
      ],
    });
    for (const subject of ["trips@2024-05", "trips", "s3://lake/trips.parquet", "aaaaaaaa"])
      expect(await dependents(registry, subject)).toEqual(["lake@1 None 0"]);
    expect((await refusalOf(impact(registry, { subject: "trips@2024-06" }))).code).toBe(
      "unknown-model",
    );
    const [dataset] =
      (await registry.read((state) => state.registration(second.id)))?.recipe.datasets ?? [];
    expect(await dependents(registry, dataset?.digests.sha256?.slice(0, 8) ?? "")).toEqual([
      "fraud@3 Staging 1",
      "fraud@2 None 0",
      "churn@1 None 2",
    ]);
    const { versions, direct, stages } = await impact(registry, { subject: "fraud@2" });
    expect(versions.map(({ id }) => id)).toEqual([third.id, child.id]);
    expect([direct, stages.map(({ stage, count }) => `${stage} ${count}`)]).toEqual([
      1,
      ["Staging 1", "None 1"],
    ]);
    expect(await dependents(registry, "other@1")).toEqual([]);
    expect((await refusalOf(impact(registry, { subject: "missing.csv" }))).message).toBe(
      "No version was recorded with “missing.csv”.",
    );
    const { view, focus, graph } = await lineage(registry, { of: "data/train.csv" });
    expect([view, focus === undefined]).toEqual(["impact", false]);
    expect(graph.nodes.filter(({ kind }) => kind === "version")).toHaveLength(4);

    await deleteVersion(registry, deletion(child));
    const { versions: after } = await impact(registry, { subject: "fraud@3" });
    expect(after.map(({ deleted }) => deleted)).toEqual([true]);
  });
});

import { cp, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { previewImport } from "../../../../src/registry/import/preview-import.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const fixtures = join(import.meta.dirname, "../../../fixtures/mlflow");

test("a store of MLflow is no heap of files: how it is imported is said", async () => {
  const folder = await temporaryFolder();
  await cp(join(fixtures, "mlruns"), join(folder, "train/mlruns"), { recursive: true });
  await writeFile(join(folder, "churn_v1.pkl"), "one");
  await withRegistry(folder, async (registry) => {
    const { models, passed } = await previewImport(registry, { paths: ["."] });
    expect(models.map(({ model }) => model)).toEqual(["churn"]);
    const why =
      "is a store of MLflow; import it by “model-registry import train/mlruns” in a terminal";
    expect(passed).toEqual([{ path: "train/mlruns", why }]);
    const alone = await previewImport(registry, { paths: ["train/mlruns"] });
    expect(alone).toEqual({ models: [], passed: [{ path: "mlruns", why }] });
  });
});

test("what is named in a store is taken", async () => {
  const folder = await temporaryFolder();
  await cp(join(fixtures, "mlruns"), join(folder, "mlruns"), { recursive: true });
  const experiments = await readdir(join(folder, "mlruns"));
  const experiment = experiments.find((name) => /^\d{5,}$/.test(name)) ?? "";
  const [model = ""] = await readdir(join(folder, "mlruns", experiment, "models"));
  await withRegistry(folder, async (registry) => {
    const path = `mlruns/${experiment}/models/${model}/artifacts`;
    const { models, passed } = await previewImport(registry, { paths: [path] });
    expect(models.flatMap(({ versions }) => versions.map((version) => version.path))).toEqual([
      path,
    ]);
    expect(passed).toEqual([]);
  });
});

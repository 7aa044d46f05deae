import { expect, test } from "vitest";
import { importVersions } from "../../../../src/registry/import/import-versions.ts";
import {
  previewImport,
  type ImportPreviewRequest,
} from "../../../../src/registry/import/preview-import.ts";
import { confirmed, write } from "../../support/kept-files.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

test("scattered files become one model where it is named for them, in the order given", async () => {
  const scattered = [
    "model_v1.pkl",
    "model_v2_final.pkl",
    "model_v2_final_FINAL.pkl",
    "model_v3_with_new_features.pkl",
    "model_production_2024_03_15.pkl",
    "best_model_DO_NOT_DELETE.pkl",
  ];
  const files = Object.fromEntries(scattered.map((name) => [name, `is ${name}`]));
  const folder = await write(await temporaryFolder(), files);
  await withRegistry(folder, async (registry) => {
    const order = async (paths: readonly string[]): Promise<readonly string[]> => {
      const { models } = await previewImport(registry, { paths, model: "churn" });
      expect(models.map(({ model }) => model)).toEqual(["churn"]);
      return models.flatMap(({ versions }) => versions.map(({ path }) => path));
    };
    expect(await order(scattered)).toEqual(scattered);
    const other = [scattered[5] ?? "", scattered[0] ?? "", scattered[3] ?? "", scattered[1] ?? ""];
    expect(await order(other)).toEqual(other);
    // The order of `*.pkl` says nothing: version numbers do.
    const sorted = await order(scattered.toSorted());
    expect(sorted.filter((path) => /_v\d/.test(path))).toEqual(scattered.slice(0, 4));
    const preview = await previewImport(registry, { paths: scattered, model: "churn" });
    const { outcomes } = await importVersions(registry, confirmed(preview));
    expect(outcomes.map(({ kind }) => kind)).not.toContain("failed");
    expect(outcomes.map(({ path }) => path)).toEqual(scattered);
  });
});

test("the order of the arguments or of the names is taken where it is asked for", async () => {
  const names = ["fraud_v1.pkl", "fraud_v2.pkl", "fraud_v3.pkl"];
  const files = Object.fromEntries(names.map((name) => [name, `is ${name}`]));
  const folder = await write(await temporaryFolder(), { ...files, "best.pkl": "is best" });
  await withRegistry(folder, async (registry) => {
    const order = async (request: ImportPreviewRequest): Promise<readonly string[]> => {
      const { models } = await previewImport(registry, request);
      return models.flatMap(({ versions }) => versions.map(({ path }) => path));
    };
    const paths = names.toReversed();
    expect(await order({ paths })).toEqual(names);
    expect(await order({ paths, order: "given" })).toEqual(paths);
    expect(await order({ paths, model: "fraud", order: "given" })).toEqual(paths);
    const scattered = ["fraud_v3.pkl", "best.pkl", "fraud_v1.pkl"];
    expect(await order({ paths: scattered, model: "fraud", order: "given" })).toEqual(scattered);
    expect(await order({ paths: scattered, model: "fraud", order: "names" })).toEqual([
      "fraud_v1.pkl",
      "fraud_v3.pkl",
      "best.pkl",
    ]);
    await expect(order({ paths: ["."], order: "given" })).rejects.toThrow(
      "can't be taken from a folder",
    );
  });
});

test("a model file that is another's is noticed though a scaler goes with it", async () => {
  const folder = await write(await temporaryFolder(), {
    "model_v1.pkl": "one",
    "model_v2.pkl": "two",
    "model.pkl": "two",
    "scaler.pkl": "mean",
  });
  await withRegistry(folder, async (registry) => {
    const { models } = await previewImport(registry, { paths: ["."] });
    const versions = models.flatMap((model) => model.versions);
    const plain = versions.find(({ path }) => path === "model.pkl");
    expect(plain).toMatchObject({ preprocessors: ["scaler.pkl"], isIncluded: true });
    expect(plain?.reason).toMatch(/; the model file is that of model_v2\.pkl$/);
    const others = versions.filter(({ path }) => path !== "model.pkl");
    expect(others.filter(({ reason }) => reason.includes("is that of"))).toEqual([]);
  });
});

import { cp, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { register } from "../../../../src/registry/registration/register.ts";
import { suggestLabel } from "../../../../src/registry/registration/suggest-label.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registration, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const fixtures = join(import.meta.dirname, "../../../fixtures/models");

async function semanticRegistry(): Promise<Registry> {
  const registry = await openRegistry(await temporaryFolder());
  await register(registry, await withModel(registry, "sklearn-forest.onnx"));
  const policy = join(registry.folder, ".model-registry", "policy.yaml");
  await writeFile(policy, "version: 1\nversioning: semver\n");
  return registry;
}

/** A registration of a model that scikit-learn made, always as `model.onnx`. */
async function withModel(registry: Registry, name: string, rest = {}) {
  await cp(join(fixtures, name), join(registry.folder, "model.onnx"));
  return registration({ paths: ["model.onnx"], allowIdentical: true, ...rest });
}

test("the number that a registration would give, and why", async () => {
  const registry = await semanticRegistry();
  const first = await withModel(registry, "sklearn-forest.onnx");
  expect(await suggestLabel(registry, first)).toEqual({ kind: "first", label: "1.0.0" });
  expect((await register(registry, first)).label).toBe("1.0.0");

  // The same bytes and the same recipe.
  expect(await suggestLabel(registry, first)).toMatchObject({
    kind: "rise",
    since: "1.0.0",
    suggestion: { bump: "patch", reason: "the same recipe, trained again" },
    labels: { major: "2.0.0", minor: "1.1.0", patch: "1.0.1" },
  });

  await writeFile(join(registry.folder, "params.json"), '{ "max_depth": 4 }');
  await writeFile(join(registry.folder, "train.csv"), "a,b\n1,2\n");
  const minor = { ...first, parametersFiles: ["params.json"], datasets: ["train.csv"] };
  expect(await suggestLabel(registry, minor)).toMatchObject({
    suggestion: { bump: "minor", reason: "train.csv, max_depth changed" },
  });

  const network = await withModel(registry, "sklearn-network.onnx");
  const { kind, suggestion } = await suggestLabel(registry, network).then((labels) =>
    labels.kind === "rise" ? labels : { ...labels, suggestion: undefined },
  );
  expect([kind, suggestion?.bump]).toEqual(["rise", "major"]);
  expect(suggestion?.reason).toContain("input input: float32[?, 30] → float32[?, 64]");

  const before = await registry.read((state) => state.versions({ limit: 10 }));
  expect(before).toHaveLength(2);
  expect(await readdir(registry.paths.staging)).toEqual([]);

  const { id, label } = await register(registry, network);
  expect(label).toBe("2.0.0");
  const detail = await registry.read((state) => state.detail(id));
  expect(detail?.registration.labelReason).toBe(`major, since 1.0.0: ${suggestion?.reason ?? ""}`);
});

test("what can't be suggested says why", async () => {
  const registry = await semanticRegistry();
  const request = await withModel(registry, "sklearn-forest.onnx");
  expect(
    await refusalOf(suggestLabel(registry, { ...request, paths: ["gone.onnx"] })),
  ).toMatchObject({ code: "file-problem" });
  expect(await refusalOf(suggestLabel(registry, { ...request, model: "a@b" }))).toMatchObject({
    code: "invalid-request",
  });
  const signal = AbortSignal.abort();
  expect(await refusalOf(suggestLabel(registry, request, { signal }))).toMatchObject({
    code: "cancelled",
  });
  await writeFile(join(registry.folder, ".model-registry", "policy.yaml"), "version: 1\n");
  const refusal = await refusalOf(suggestLabel(registry, request));
  expect(refusal.message).toContain("not labelled by semantic version numbers here but by integer");
});

test("what the metadata file says counts, as it does in the registration", async () => {
  const registry = await semanticRegistry();
  const first = await withModel(registry, "sklearn-forest.onnx", {
    metadataFile: "model-card.yaml",
  });
  const card = join(registry.folder, "model-card.yaml");
  await writeFile(card, "architecture: RandomForestClassifier\n");
  await register(registry, first);
  await writeFile(join(registry.folder, "test.csv"), "a,b\n1,2\n");
  await writeFile(card, "architecture: ExtraTreesClassifier\ntest_set: test.csv\n");
  const suggested = await suggestLabel(registry, first);
  expect(suggested).toMatchObject({
    suggestion: {
      bump: "major",
      reason: "architecture: RandomForestClassifier → ExtraTreesClassifier",
    },
  });
  await writeFile(card, "architecture: RandomForestClassifier\ntest_set: test.csv\n");
  expect(await suggestLabel(registry, first)).toMatchObject({
    suggestion: { bump: "minor", reason: "test.csv changed" },
  });
  expect((await register(registry, first)).label).toBe("1.1.0");
  await registry.close();
});

test("an estimator within another, and its features, as the pickle says them", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const policy = join(registry.folder, ".model-registry", "policy.yaml");
  const withEstimator = async (name: string) => {
    await cp(join(fixtures, "../estimators", name), join(registry.folder, "model.pkl"));
    return registration({ paths: ["model.pkl"], allowIdentical: true });
  };
  await register(registry, await withEstimator("several-numbers-5.pkl"));
  await writeFile(policy, "version: 1\nversioning: semver\n");
  await register(registry, await withEstimator("search-5.pkl"));
  expect(await suggestLabel(registry, await withEstimator("columns-5.pkl"))).toMatchObject({
    suggestion: {
      bump: "major",
      reason: expect.stringMatching(
        /^architecture: GridSearchCV \(Pipeline \(StandardScaler → SVC\)\) → Pipeline \(Column.*; classes: 0, 1, 2 → setosa, .*; signature: input colour added/,
      ) as unknown,
    },
  });
  await registry.close();
});

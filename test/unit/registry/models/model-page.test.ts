import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ModelName, Stage } from "../../../../src/core/model/ids.ts";
import { annotate } from "../../../../src/registry/annotations/annotate.ts";
import { setTag } from "../../../../src/registry/annotations/set-tag.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { modelVersions } from "../../../../src/registry/search/model-versions.ts";
import { describeModel } from "../../../../src/registry/versions/describe-model.ts";
import { modelMetric } from "../../../../src/registry/versions/model-metric.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registration, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const model = ModelName.parse("fraud");
const all = { model, query: "", order: [], parameters: [], offset: 0, limit: 10 } as const;

/** Four versions: 1 best but rejected, 2 and 4 equal, 3 without the metric. */
async function withFour(): Promise<Registry> {
  const registry = await openRegistry(await temporaryFolder());
  const from = async (metrics: object, parameters: object, name: string = model): Promise<void> => {
    await writeFile(
      join(registry.folder, "model.bin"),
      JSON.stringify([metrics, parameters, name]),
    );
    await writeFile(join(registry.folder, "m.json"), JSON.stringify(metrics));
    await writeFile(join(registry.folder, "p.json"), JSON.stringify(parameters));
    const files = { paths: ["model.bin"], metricsFiles: ["m.json"], parametersFiles: ["p.json"] };
    await register(registry, registration({ ...files, model: ModelName.parse(name) }));
  };
  await from({ auc: 0.9000000000000001 }, { lr: 0.1 });
  await from({ auc: 0.9 }, { lr: 0.01, booster: "dart" });
  await from({ loss: 1 }, {});
  await from({ auc: 0.9, loss: 2 }, { lr: 1, __proto__x: 1 });
  await from({ other: 1 }, { alien: 1 }, "price");
  const move = async (number: number, to: string): Promise<void> => {
    const { versions } = await modelVersions(registry, { ...all, query: `version = ${number}` });
    const [version] = versions;
    await transition(registry, { version: version!.id, to: Stage.parse(to), reason: "because" });
  };
  await move(1, "Rejected");
  await move(2, "Staging");
  await move(2, "Production");
  return registry;
}

test("a model is described with what is written on it and one metric over its versions", async () => {
  const registry = await withFour();
  await annotate(registry, { subject: { model }, changes: { team: "risk" } });
  await setTag(registry, { subject: { model }, key: "tier", value: "1" });
  const described = await describeModel(registry, { model });
  expect(described).toMatchObject({
    model: { name: "fraud", versionCount: 4 },
    annotations: { team: "risk" },
    tags: { tier: "1" },
    names: { metrics: ["auc", "loss"], parameters: ["__proto__x", "booster", "lr"] },
    latest: { number: 4 },
    production: { number: 2 },
    productionStage: "Production",
    metric: "auc",
  });
  const auc = await modelMetric(registry, { model, metric: "auc" });
  expect(auc.best).toMatchObject({ number: 4, value: 0.9, ties: [2], unmeasured: 1 });
  expect(auc.values.map(({ number, stage, value }) => [number, stage, value])).toEqual([
    [1, "Rejected", 0.9000000000000001],
    [2, "Production", 0.9],
    [3, "None", undefined],
    [4, "None", 0.9],
  ]);
  expect(described.productionHistory).toMatchObject([{ title: "fraud 2 promoted" }]);

  expect(await describeModel(registry, { model, metric: "loss" })).toMatchObject({
    metric: "loss",
  });
  expect(await modelMetric(registry, { model, metric: "loss" })).toMatchObject({
    best: { number: 3, value: 1 },
  });
  expect(await modelMetric(registry, { model, metric: "gone" })).not.toHaveProperty("best");
  expect((await describeModel(registry, { model, metric: "gone" })).metric).toBe("auc");
  expect(await refusalOf(describeModel(registry, { model: ModelName.parse("x") }))).toMatchObject({
    code: "unknown-model",
  });
});

test("names of a model are those of its living versions", async () => {
  const registry = await withFour();
  const { versions } = await modelVersions(registry, { ...all, query: "version = 2" });
  const [second] = versions;
  await transition(registry, { version: second!.id, to: Stage.parse("Archived"), reason: "old" });
  await deleteVersion(registry, { version: second!.id, reason: "old" });
  expect((await describeModel(registry, { model })).names.parameters).toEqual(["__proto__x", "lr"]);
});

test("versions of a model come in parts, found and sorted by the language of searches", async () => {
  const registry = await withFour();
  const order = [{ key: { field: "metrics", name: "auc" }, descending: true }] as const;
  const first = await modelVersions(registry, {
    ...all,
    order,
    parameters: ["lr", "booster"],
    limit: 2,
  });
  expect(first.total).toBe(4);
  expect(first.versions.map(({ number }) => number)).toEqual([1, 4]);
  expect(first.versions.map(({ id }) => first.parameters.get(id))).toEqual([
    { lr: 0.1 },
    { lr: 1 },
  ]);
  const rest = await modelVersions(registry, { ...all, order, offset: 2 });
  expect(rest.versions.map(({ number }) => number)).toEqual([2, 3]);

  const own = await modelVersions(registry, {
    ...all,
    order,
    query: "params.lr > 0 order by version",
  });
  expect(own.versions.map(({ number }) => number)).toEqual([1, 2, 4]);
  expect(await refusalOf(modelVersions(registry, { ...all, query: "auc >" }))).toMatchObject({
    code: "invalid-request",
  });
});

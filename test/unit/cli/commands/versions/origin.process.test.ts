import { expect, test } from "vitest";
import { document, failure, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

const register = ["register", "models/fraud.onnx", "--name", "fraud"] as const;

test("parents have a relation, and may be elsewhere", async () => {
  const folder = workspace();
  await succeed(folder, ...register);
  write(folder, { "models/fraud.onnx": "weights 2" });
  await succeed(
    folder,
    ...[...register, "--distilled-from", "fraud@1", "--finetuned-from", "org/bert"],
    ...["--quantized-from", "hf://org/bert-large@v2", "--ensemble-of", "https://me:pw@h/m.onnx"],
  );
  expect(await document(folder, "show", "fraud@2")).toMatchObject({
    parents: [{ reference: "fraud@1" }],
    madeFrom: [
      { relation: "finetuned-from", uri: "https://huggingface.co/org/bert" },
      { relation: "distilled-from" },
      { relation: "quantized-from", uri: "https://huggingface.co/org/bert-large/tree/v2" },
      { relation: "ensemble-of", uri: "https://h/m.onnx" },
    ],
  });
  const page = await succeed(folder, "show", "fraud@2");
  expect(page).toMatch(/fraud 1 +None +distilled from/);
  expect(page).toMatch(/huggingface\.co\/org\/bert +fine-tuned from/);
  // A name without an owner may be a mistyped model of this registry.
  expect(await failure(folder, ...register, "--parent", "bert")).toMatchObject({
    code: "unknown-model",
  });
  expect(await failure(folder, ...register, "--parent", "models/fraud.onnx")).toMatchObject({
    message: "Can't take models/fraud.onnx for a parent: it is a file, not a version.",
  });
  expect(await failure(folder, ...register, "--parent", "org/bert@9")).toMatchObject({
    code: "unknown-model",
  });
});

test("a model of this registry with an owner in its name is not one of the Hub", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "risk/fraud");
  write(folder, { "models/fraud.onnx": "weights 2" });
  await succeed(folder, ...register, "--parent", "risk/fraud");
  expect(await document(folder, "show", "fraud@1")).toMatchObject({
    parents: [{ reference: "risk/fraud@1" }],
  });
});

test("run and feature sets are given, and add to the metadata file", async () => {
  const folder = workspace({
    "meta.yaml":
      "run_id: r-17\nrun_url: https://tracking/r-17\nfeature_sets:\n  - { name: customers, version: 2 }\n  - shops@1=city,size\n",
  });
  await succeed(
    folder,
    ...[...register, "--metadata", "meta.yaml", "--features", "customers@3=age,income"],
    ...["--run", "r-17", "--run-name", "deep", "--experiment", "fraud-2026"],
    ...["--run-start", "2026-11-20T22:00:00+01:00", "--run-end", "2026-11-20T23:30:00+01:00"],
  );
  const { recipe } = await document(folder, "show", "fraud@1");
  expect(recipe).toMatchObject({
    run: {
      id: "r-17",
      name: "deep",
      experiment: "fraud-2026",
      uri: "https://tracking/r-17",
      start: "2026-11-20T21:00:00.000Z",
    },
    featureSets: [
      { name: "customers", version: "3", columns: ["age", "income"] },
      { name: "shops", version: "1", columns: ["city", "size"] },
    ],
  });
  const page = await succeed(folder, "show", "fraud@1");
  expect(page).toMatch(/run +fraud-2026 · deep · r-17/);
  expect(page).toMatch(/ended +2026-11-20 22:30 UTC/);
  expect(page).toMatch(/customers +v?3, 2 columns/);
});

test("an experiment alone is no run, and what is wrong is said", async () => {
  const folder = workspace({ "meta.yaml": "experiment: fraud-2026\ndistilled_from: fraud@9\n" });
  const wrong: readonly (readonly string[])[] = [
    ["--experiment", "fraud-2026"],
    ["--run-start", "2026-11-20"],
    ["--run", "r", "--run-end", "yesterday"],
    ["--features", "@3"],
  ];
  for (const options of wrong) {
    expect(await failure(folder, ...register, ...options)).toMatchObject({ code: "usage" });
  }
  await succeed(folder, ...register, "--metadata", "meta.yaml");
  const { recipe, madeFrom } = await document(folder, "show", "fraud@1");
  expect(recipe).toMatchObject({
    otherMetadata: { experiment: "fraud-2026", distilled_from: "fraud@9" },
  });
  expect(recipe).not.toHaveProperty("run");
  expect(madeFrom).toEqual([]);
});

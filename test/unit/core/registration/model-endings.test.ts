import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import {
  isNamedAsModelFile,
  modelEndingPattern,
  modelEndings,
  namedModelPattern,
  ownModelEndings,
  sharedModelEndings,
} from "../../../../src/core/registration/model-endings.ts";
import { readModelFileName } from "../../../../src/core/registration/model-file-name.ts";

const Manifest = z.object({
  contributes: z.object({
    menus: z.object({
      "explorer/context": z.array(z.object({ command: z.string(), when: z.string() })),
    }),
    customEditors: z.array(
      z.object({ selector: z.tuple([z.object({ filenamePattern: z.string() })]) }),
    ),
  }),
});
const { menus, customEditors } = Manifest.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "../../../../package.json"), "utf8")),
).contributes;

test.each([
  "model.pkl",
  "MODEL.PKL",
  "old.sav",
  "a.dill",
  "b.xgb",
  "b.lgb",
  "serve.mar",
  "llama.ggml",
  "x.npy",
  "x.skops",
  "x.pt2",
  "x.tflite",
  "x.keras",
  "x.gguf",
  "x.model",
  "model.joblib.gz",
  "model.json",
  "xgb_model_v2.json",
  "xgboost.json",
  "lightgbm.txt",
  "booster-3.txt",
  "model.safetensors.index.json",
  "model.xml",
  "openvino_model.xml",
  "x.pte",
  "cc.en.300.ftz",
  "wiki.vec",
  "flax_model.msgpack",
  "forest.rds",
  "net.MAT",
  "model.ckpt-100.index",
  "variables.index",
])("%s is named as a model", (name) => {
  expect(isNamedAsModelFile(name)).toBe(true);
});

test.each([
  "package.json",
  "tsconfig.json",
  "notes.txt",
  "requirements.txt",
  "model_card.txt",
  "model_config.json",
  "model-metrics.json",
  "supermodel.json",
  "readme.md",
  "pom.xml",
  "faiss.index",
  "train.py",
  "data.csv.gz",
])("%s is not", (name) => {
  expect(isNamedAsModelFile(name)).toBe(false);
});

test("no ending is listed twice, and the import knows none that the menu does not", () => {
  expect(new Set(modelEndings).size).toBe(modelEndings.length);
  const known = ["ggml", "mlpackage", "torchscript", ...modelEndings];
  for (const ending of known) expect(isNamedAsModelFile(`x.${ending}`)).toBe(true);
  for (const ending of "pkl pickle joblib sav dill pt pth ckpt h5 hdf5 keras bin onnx safetensors gguf ggml pb tflite mlmodel mlpackage ubj cbm pmml model skops mar torchscript xgb lgb pte ftz vec msgpack rds".split(
    " ",
  )) {
    expect(readModelFileName(`x.${ending}`).isModel, ending).toBe(true);
    expect(modelEndings).toContain(ending);
  }
});

test("the Explorer's menus of the manifest are made from the list", () => {
  const entries = menus["explorer/context"];
  expect(entries.map(({ command }) => command)).toEqual([
    "modelRegistry.register",
    "modelRegistry.inspect",
    "modelRegistry.importVersions",
  ]);
  for (const { when } of entries) {
    expect(when).toMatch(/^config\.modelRegistry\.explorerMenu && /);
    expect(when).toContain(
      `(resourceFilename =~ /${modelEndingPattern}/i || resourceFilename =~ /${namedModelPattern}/i || resourceExtname in config.modelRegistry.explorerMenuEndings) && resourceExtname not in modelRegistry.hiddenEndings`,
    );
  }
});

test("the inspector opens what only models are called, and is offered for the rest", () => {
  expect(customEditors.map(({ selector: [{ filenamePattern }] }) => filenamePattern)).toEqual([
    `*.{${ownModelEndings.join(",")}}`,
    `*.{${[...sharedModelEndings, "json", "txt", "xml", "index"].join(",")}}`,
  ]);
});

import { describe, expect, it } from "vitest";
import { catboostJson } from "../../../../src/inspect/formats/catboost-json.ts";
import { catboost, lossOf } from "../../../../src/inspect/formats/catboost.ts";
import { lightgbmJson } from "../../../../src/inspect/formats/lightgbm-json.ts";
import { lightgbm } from "../../../../src/inspect/formats/lightgbm.ts";
import { xgboostBinary } from "../../../../src/inspect/formats/xgboost-binary.ts";
import { xgboostJson, xgboostUbj } from "../../../../src/inspect/formats/xgboost.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

const formats = [
  ["xgboost.json", xgboostJson, true],
  ["xgboost.ubj", xgboostUbj, true],
  ["lightgbm.txt", lightgbm, false],
  ["catboost.cbm", catboost, true],
  ["catboost.json", catboostJson, true],
  ["lightgbm-dump.json", lightgbmJson, false],
] as const;

describe("boosted trees", () => {
  it.each(formats)("reads %s as its framework does", async (name, format, saysVersion) => {
    const file = fileToRead(fixture(name));
    const expected = expectedModel(name);
    expect(format.id).toBe(expected.format);
    expect(await format.recognise(file)).toBe(true);
    const { description } = await format.read(file);
    expect(description.signature?.inputs.map((input) => input.name)).toEqual(expected.features);
    expect(description).toMatchObject({
      framework: expected.framework,
      task: "classification",
      metadata: {
        objective: expected.objective,
        ...("trees" in expected && { trees: String(expected.trees) }),
      },
      verdict: "weights-only",
    });
    expect(description.frameworkVersion).toBe(saysVersion ? expected.framework_version : undefined);
  });

  it.each(formats)("refuses %s cut off", async (name, format) => {
    const bytes = fixture(name);
    const file = fileToRead(bytes.subarray(0, bytes.length / 2));
    await expect(format.read(file)).rejects.toMatchObject({ name: "Unreadable" });
  });

  it("refuses trees of LightGBM that are not as long as the header says", async () => {
    const text = Buffer.from(fixture("lightgbm.txt")).toString("latin1");
    const longer = text.replace("leaf_value=", "leaf_value=0.25 ");
    await expect(lightgbm.read(fileToRead(Buffer.from(longer)))).rejects.toThrow(
      "The trees do not end",
    );
  });

  it("reads LightGBM's version 2, whose trees have no mark at their end", async () => {
    const tree = "Tree=0\nnum_leaves=1\nleaf_value=0.1\n\n";
    const head = `tree\nversion=v2\nfeature_names=a b\ntree_sizes=${tree.length}\n\n`;
    for (const end of ["", "\nfeature importances:\na=1\n"]) {
      const { description } = await lightgbm.read(fileToRead(Buffer.from(head + tree + end)));
      expect(description).toMatchObject({ formatVersion: "v2", verdict: "weights-only" });
    }
    for (const broken of [head + tree.slice(4), `${head}${tree}Tree=1\n`]) {
      await expect(lightgbm.read(fileToRead(Buffer.from(broken)))).rejects.toThrow("do not end");
    }
  });

  it("recognises none of them in another", async () => {
    for (const [name, expected] of formats) {
      for (const [, format] of formats) {
        expect(await format.recognise(fileToRead(fixture(name)))).toBe(format === expected);
      }
    }
  });

  it("passes over the trees of a JSON file without keeping them", async () => {
    const trees = `{"x":["\\"]}",${"0.125,".repeat(2 ** 20)}1]}`;
    const json = `{"version": [2, 1, 0], "learner": {"gradient_booster": {"model":
      {"trees": [${trees}], "gbtree_model_param": {"num_trees": "1"}}, "name": "gbtree"},
      "learner_model_param": {"num_feature": "7"}, "objective": {"name": "reg:squarederror"}}}`;
    const file = fileToRead(Buffer.from(json));
    expect(await xgboostJson.recognise(file)).toBe(true);
    const { description } = await xgboostJson.read(file);
    expect(description).toMatchObject({
      frameworkVersion: "2.1.0",
      task: "regression",
      signature: { inputs: [{ name: "data", shape: [null, 7] }] },
      metadata: { trees: "1" },
    });
  });

  it("has no limit to what a length in UBJSON may say but the file", async () => {
    const hostile = Buffer.concat([Buffer.from("{i\x07learnerSL"), Buffer.alloc(8, 0x7f)]);
    await expect(xgboostUbj.read(fileToRead(hostile))).rejects.toMatchObject({
      name: "Unreadable",
    });
    const nested = Buffer.from(`{i\x07learner${"[".repeat(10_000)}`);
    await expect(xgboostUbj.read(fileToRead(nested))).rejects.toThrow("nested too deeply");
  });
});

describe("XGBoost's binary format", () => {
  const names = ["xgboost-gbtree.model", "xgboost-dart.model", "xgboost-gblinear.model"];

  it.each(names)("is read to its end: %s", async (name) => {
    const expected = expectedModel(name);
    // Releases before 1.0 wrote no mark in front.
    for (const bytes of [fixture(name), fixture(name).subarray("binf".length)]) {
      expect(xgboostBinary.recognise(fileToRead(bytes))).toBe(true);
      const { description } = await xgboostBinary.read(fileToRead(bytes));
      expect(description).toMatchObject({
        framework: "xgboost",
        frameworkVersion: expected.framework_version,
        architecture: expected["booster"],
        signature: { inputs: [{ shape: [null, expected["feature_count"]] }] },
        metadata: {
          objective: expected.objective,
          note: expect.stringContaining("made by") as unknown,
        },
        verdict: "weights-only",
      });
      const trees = description.metadata?.["trees"];
      expect(trees).toBe("trees" in expected ? String(expected.trees) : undefined);
    }
  });

  it.each(names)("refuses what is cut off or goes on: %s", async (name) => {
    const bytes = fixture(name);
    for (const broken of [bytes.subarray(0, -5), Buffer.concat([bytes, Buffer.from("x")])]) {
      await expect(xgboostBinary.read(fileToRead(broken))).rejects.toMatchObject({
        name: "Unreadable",
      });
    }
  });

  it("refuses trees and lists that the file can't hold", async () => {
    const bytes = Buffer.from(fixture("xgboost-gbtree.model"));
    const forest = bytes.indexOf("gbtree") + 6;
    for (const trees of [0x7fffffff, 7]) {
      bytes.writeUInt32LE(trees, forest);
      await expect(xgboostBinary.read(fileToRead(bytes))).rejects.toMatchObject({
        name: "Unreadable",
      });
    }
  });
});

describe("boosted trees as JSON", () => {
  it("are known in whatever order their keys are written", () => {
    const model = JSON.parse(Buffer.from(fixture("lightgbm-dump.json")).toString()) as object;
    const sorted = Object.fromEntries(Object.entries(model).sort());
    expect(lightgbmJson.recognise(fileToRead(Buffer.from(JSON.stringify(sorted))))).toBe(true);
    expect(lightgbmJson.recognise(fileToRead(Buffer.from('{"tree_info": [], "a": 1}')))).toBe(
      false,
    );
  });

  it("say the loss of CatBoost also where its parameters are long", async () => {
    const params = `{"boosting": "${"x".repeat(5000)}"}`;
    expect(lossOf(params)).toBeUndefined();
    const cut = '{"loss_function":{"params":{"a":"1"},"type":"Logloss"},"long":"x';
    expect(lossOf(cut)).toBe("Logloss");
    const { description } = await catboostJson.read(fileToRead(fixture("catboost.json")));
    expect(description).toMatchObject({
      metadata: { classes: "3" },
      task: "classification",
    });
  });
});

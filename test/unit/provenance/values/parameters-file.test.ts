import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import {
  readParametersFile,
  type ParametersFile,
} from "../../../../src/provenance/values/parameters-file.ts";
import { refusalOf } from "../../support/refusal.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";

async function read(name: string, content: string): Promise<ParametersFile> {
  const folder = temporaryFolder();
  write(folder, { [name]: content });
  return readParametersFile(join(folder, name));
}

describe("readParametersFile", () => {
  it("reads texts, numbers, truth values and nothing, names joined with dots", async () => {
    const yaml = [
      "seed: 42",
      "model:",
      "  kind: gradient boosting",
      "  max_depth: 6",
      "  dropout: ~",
      "train: {shuffle: true, lr: 1e-4, until: 2024-01-31}",
    ].join("\n");
    expect(await read("params.yaml", yaml)).toEqual({
      parameters: {
        seed: 42,
        "model.kind": "gradient boosting",
        "model.max_depth": 6,
        "model.dropout": null,
        "train.shuffle": true,
        "train.lr": 0.0001,
        "train.until": "2024-01-31",
      },
      skipped: [],
    });
  });

  it("keeps all digits where a reviver is not given the text of a number, as in Node 20", async () => {
    const parse = JSON.parse.bind(JSON);
    const withoutText = vi
      .spyOn(JSON, "parse")
      .mockImplementation((text, reviver): unknown =>
        parse(text, reviver && ((key, value): unknown => reviver(key, value))),
      );
    try {
      const { parameters } = await read(
        "p.json",
        '{"seed": 12345678901234567891, "a\\"1.0": "1.0"}',
      );
      expect(parameters).toEqual({
        seed: { kind: "integer", text: "12345678901234567891" },
        'a"1.0': "1.0",
      });
    } finally {
      withoutText.mockRestore();
    }
  });

  it("keeps all digits of integers, in lists too", async () => {
    const json =
      '{"seed": 18446744073709551615, "ids": [9007199254740993, 1.50], "even": 9007199254740992}';
    expect((await read("p.json", json)).parameters).toEqual({
      seed: { kind: "integer", text: "18446744073709551615" },
      ids: "[9007199254740993,1.5]",
      even: 9007199254740992,
    });
    expect((await read("p.yml", "a: {b: -9223372036854775807}\n")).parameters).toEqual({
      "a.b": { kind: "integer", text: "-9223372036854775807" },
    });
  });

  it.each([
    ["p.json", '{"a": {"x": 1, "y\\"": 2, "x": 3}, "x": [{"x": 1}], "b": "a: x"}', "a.x"],
    ["p.yaml", "a:\n  x: 1\n  y: 2\n  'x': 3\nx: [{x: 1}]\n", "a.x"],
  ])("says of a key in %s that is there more than once, that it is", async (name, text, key) => {
    const { parameters, skipped } = await read(name, text);
    expect(parameters).toMatchObject({ "a.x": 3 });
    const repeated = skipped.filter(({ reason }) => reason.includes("more than once"));
    expect(repeated.map(({ about }) => about)).toEqual([`${name}: ${key}`]);
  });

  it("says nothing of keys that different objects have, nor of merged ones", async () => {
    const yaml = "base: &b {x: 1}\none: {<<: *b, x: 2}\ntwo: {<<: *b}\n";
    expect(await read("p.yaml", yaml)).toEqual({
      parameters: { "base.x": 1, "one.x": 2, "two.x": 1 },
      skipped: [],
    });
    expect((await read("p.json", '[{"a": 1}, {"a": 2}]')).skipped).toHaveLength(1);
  });

  it("refuses letters of another encoding, with the line", async () => {
    const path = join(temporaryFolder(), "p.yaml");
    writeFileSync(path, Buffer.from("lr: 1\nauthor: Ren\xe9\n", "latin1"));
    expect(await refusalOf(readParametersFile(path))).toMatchObject({
      code: "file-problem",
      message: "p.yaml, line 2 is not UTF-8 text.",
    });
    writeFileSync(path, "author: René 名\n");
    expect((await readParametersFile(path)).parameters).toEqual({ author: "René 名" });
  });

  it("keeps numbers written as text as text", async () => {
    expect((await read("p.json", '{"version": "1.10"}')).parameters).toEqual({ version: "1.10" });
  });

  it("writes lists of plain values as JSON, and leaves out other lists by name", async () => {
    const json = '{"layers": [64, "x", true, null], "none": [], "steps": [{"a": 1}], "m": [[1]]}';
    expect(await read("p.json", json)).toEqual({
      parameters: { layers: '[64,"x",true,null]', none: "[]" },
      skipped: [
        { about: "p.json: steps", reason: "a list of lists or objects" },
        { about: "p.json: m", reason: "a list of lists or objects" },
      ],
    });
  });

  it("leaves out what does not fit, by name", async () => {
    const long = "x".repeat(6001);
    const json = `{"a": "${long}", "b": ["${long}"], "c": NaN, "d": "${long.slice(1)}"}`;
    const { parameters, skipped } = await read("p.json", json);
    expect(Object.keys(parameters)).toEqual(["d"]);
    expect(skipped).toEqual([
      { about: "p.json: a", reason: "longer than 6000 characters" },
      { about: "p.json: b", reason: "longer than 6000 characters" },
      { about: "p.json: c", reason: "not a finite number" },
    ]);
    const much = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`k${i}`, long.slice(1)] as const),
    );
    const bounded = await read("p.json", JSON.stringify(much));
    expect(JSON.stringify(bounded.parameters).length).toBeLessThan(530_000);
    expect(bounded.skipped[0]?.reason).toBe("only 512 KiB are kept");
  });

  it("says of an empty file that it is", async () => {
    expect(await read("p.yaml", "# nothing yet\n")).toEqual({
      parameters: {},
      skipped: [{ about: "p.yaml", reason: "empty" }],
    });
  });

  it("refuses a file that is wrong, with the line", async () => {
    expect(await refusalOf(read("p.yaml", "a: 1\nb: 'x\n"))).toMatchObject({
      code: "file-problem",
      details: { file: "p.yaml" },
    });
  });
});

import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  readMetricsFile,
  type MetricsFile,
} from "../../../../src/provenance/values/metrics-file.ts";
import { refusalIfAny, refusalOf } from "../../support/refusal.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";

async function read(name: string, content: string | Uint8Array): Promise<MetricsFile> {
  const folder = temporaryFolder();
  write(folder, { [name]: content });
  return readMetricsFile(join(folder, name));
}

const metrics = async (name: string, content: string | Uint8Array): Promise<unknown> =>
  (await read(name, content)).metrics;

describe("metrics in JSON", () => {
  it("are numbers, nested names joined with dots", async () => {
    const json = { auc: 0.94, test: { f1: 1, deep: { "weighted avg": -2e-7 } }, n: "12.5" };
    expect(await read("metrics.json", JSON.stringify(json))).toEqual({
      metrics: { auc: 0.94, "test.f1": 1, "test.deep.weighted avg": -2e-7, n: 12.5 },
      skipped: [],
    });
  });

  it("leave out integers that would get other digits, and name them", async () => {
    const counts = await read("m.json", '{"tokens": 9007199254740995, "rows": 9007199254740994}');
    expect(counts).toEqual({
      metrics: { rows: 9007199254740994 },
      skipped: [
        {
          about: "m.json: tokens",
          reason: "9007199254740995 has more digits than a metric keeps",
        },
      ],
    });
  });

  it("leave out what Python writes for numbers that are none, and say so", async () => {
    const text = '{"loss": NaN, "a": Infinity, "b": -Infinity, "c": 1, "d": "say NaN", "e": "inf"}';
    const { metrics: values, skipped } = await read("eval.json", text);
    expect(values).toEqual({ c: 1 });
    expect(skipped).toEqual(
      ["loss", "a", "b", "e"].map((key) => ({
        about: `eval.json: ${key}`,
        reason: "not a finite number",
      })),
    );
  });

  it("leave out lists by name, and other things without a word", async () => {
    const json = { acc: 0.9, matrix: [[1, 2]], ok: true, model: "svm", note: null, empty: {} };
    expect(await read("m.json", JSON.stringify(json))).toEqual({
      metrics: { acc: 0.9 },
      skipped: [{ about: "m.json: matrix", reason: "a list" }],
    });
  });

  it("name everything when nothing is a number", async () => {
    expect(await read("m.json", '{"ok": true, "model": "svm"}')).toEqual({
      metrics: {},
      skipped: [
        { about: "m.json: ok", reason: "not a number" },
        { about: "m.json: model", reason: "not a number" },
      ],
    });
    expect((await read("m.json", "{}")).skipped).toEqual([{ about: "m.json", reason: "empty" }]);
    expect((await read("m.json", "[1]")).skipped).toEqual([{ about: "m.json", reason: "a list" }]);
  });

  it("may be in UTF-16, as PowerShell writes them", async () => {
    const text = Buffer.from('\uFEFF{"auc": 0.9}', "utf16le");
    expect(await metrics("m.json", text)).toEqual({ auc: 0.9 });
    expect(await metrics("m.json", text.swap16())).toEqual({ auc: 0.9 });
    expect(await metrics("m.json", '\uFEFF{"auc": 0.9}')).toEqual({ auc: 0.9 });
  });

  it("can't change what an object is", async () => {
    const { metrics: values, skipped } = await read("m.json", '{"__proto__": 1, "a": 2}');
    expect(Object.keys(values)).toEqual(["a"]);
    expect(skipped).toEqual([{ about: "m.json: __proto__", reason: "not a name for a value" }]);
    const nested = await metrics("m.json", '{"__proto__": {"x": 1}, "constructor": {"y": 2}}');
    expect(nested).toEqual({ "__proto__.x": 1, "constructor.y": 2 });
    expect({}).not.toHaveProperty("x");
  });

  it("are bounded in number, name and depth", async () => {
    const many = Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`m${i}`, i]));
    const { metrics: values, skipped } = await read("m.json", JSON.stringify(many));
    expect(Object.keys(values)).toHaveLength(2000);
    expect(skipped).toHaveLength(21);
    expect(skipped[0]).toEqual({ about: "m.json: m2000", reason: "only 2000 values are kept" });
    expect(skipped[20]).toEqual({ about: "m.json", reason: "480 more values not recorded" });

    const long = await read("m.json", JSON.stringify({ ["k".repeat(251)]: 1, "": 2, ok: 3 }));
    expect(long.metrics).toEqual({ ok: 3 });
    expect(long.skipped.map(({ reason }) => reason)).toEqual([
      "its name is longer than 250 characters",
      "has no name",
    ]);

    const nest = (levels: number): string => '{"a":'.repeat(levels) + "1" + "}".repeat(levels);
    expect(await metrics("m.json", nest(16))).toEqual({ [Array(16).fill("a").join(".")]: 1 });
    expect((await read("m.json", nest(17))).skipped[0]?.reason).toBe("nested too deep");
    expect((await read("m.json", nest(100_000))).skipped[0]?.reason).toBe("nested too deep");
  });

  it("keep the first of two values with the same dotted name", async () => {
    const { metrics: values, skipped } = await read("m.json", '{"a.b": 1, "a": {"b": 2}}');
    expect(values).toEqual({ "a.b": 1 });
    expect(skipped).toEqual([{ about: "m.json: a.b", reason: "is there twice" }]);
  });

  it("are flattened without loss, whatever their names", async () => {
    const name = fc.string({ minLength: 1, maxLength: 10 }).filter((s) => s !== "__proto__");
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.dictionary(
        name,
        fc.oneof(
          { depthSize: "small" },
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          tie("node"),
        ),
        { maxKeys: 5 },
      ),
    })).node;
    await fc.assert(
      fc.asyncProperty(tree, async (data) => {
        const { metrics: values, skipped } = await read("m.json", JSON.stringify(data));
        const expected = naiveLeaves(JSON.parse(JSON.stringify(data)));
        const unique = new Map(expected.toReversed());
        expect(new Map(Object.entries(values))).toEqual(unique);
        const lost = skipped.filter(({ reason }) => reason !== "empty").length;
        expect(Object.keys(values).length + lost).toBe(expected.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe("metrics in YAML", () => {
  it("are numbers, nested names joined with dots", async () => {
    const yaml = "test:\n  auc: 0.94 # good\n  loss: 1e-3\nsteps: 1_000\nnan: .nan\n0: 0.5\n";
    expect(await read("metrics.yaml", yaml)).toEqual({
      metrics: { "test.auc": 0.94, "test.loss": 0.001, "0": 0.5 },
      skipped: [{ about: "metrics.yaml: nan", reason: "not a finite number" }],
    });
  });

  it("make nothing of tags that name Python objects", async () => {
    const yaml = "a: !!python/object/apply:os.system ['true']\nb: !!python/tuple [1]\nc: 1\n";
    expect(await metrics("m.yml", yaml)).toEqual({ c: 1 });
  });

  it("follow a few aliases and merges, not a bomb of them", async () => {
    expect(await metrics("m.yml", "x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n")).toEqual({
      "x.a": 1,
      "x.b": 2,
      "y.a": 1,
      "y.b": 3,
    });
    const lines = Array.from({ length: 12 }, (_, i) => {
      const items = i === 0 ? "x: 1" : "abcdefgh".replace(/./g, (key) => `${key}: *l${i - 1}, `);
      return `l${i}: &l${i} {${items}}`;
    });
    await expect(read("m.yml", lines.join("\n"))).rejects.toThrow("m.yml is not valid YAML");
    const many = `a: &a 1\n${Array.from({ length: 101 }, (_, i) => `k${i}: *a`).join("\n")}`;
    await expect(read("m.yml", many)).rejects.toThrow("more than 100 aliases");
  });
});

describe("metrics in a table", () => {
  it("are the last values of a training log", async () => {
    const keras = "epoch,accuracy,loss,val_loss\r\n0,0.5,1.2,1.3\r\n1,0.75,0.8,0.9\r\n";
    expect(await read("log.csv", keras)).toEqual({
      metrics: { epoch: 1, accuracy: 0.75, loss: 0.8, val_loss: 0.9 },
      skipped: [],
    });
  });

  it("are the latest of each column where columns are filled in turn", async () => {
    const lightning = "epoch,step,train_loss,val_loss\n0,10,0.5,\n0,19,,0.6\n1,20,0.4,\n";
    expect(await metrics("metrics.csv", lightning)).toEqual({
      epoch: 1,
      step: 20,
      train_loss: 0.4,
      val_loss: 0.6,
    });
  });

  it("may be padded, quoted, or separated by something else", async () => {
    const ultralytics = "   epoch,  metrics/mAP50(B)\n       1,   0.1\n       2,   0.25\n";
    expect(await metrics("results.csv", ultralytics)).toEqual({
      epoch: 2,
      "metrics/mAP50(B)": 0.25,
    });
    expect(await metrics("r.csv", '"a, b";"c ""d"""\n1;"2"\n')).toEqual({ "a, b": 1, 'c "d"': 2 });
    expect(await metrics("r.tsv", "a,b\tc\n1\t2\n")).toEqual({ "a,b": 1, c: 2 });
  });

  it("may be pairs of name and value, with a header or without", async () => {
    const expected = { auc: 0.94, f1: 0.9 };
    expect(await metrics("m.csv", "metric,value\nauc,0.94\nf1,0.9\n")).toEqual(expected);
    expect(await metrics("m.csv", "auc,0.94\nf1,0.9")).toEqual(expected);
    expect(await metrics("m.csv", "auc,0.94")).toEqual({ auc: 0.94 });
  });

  it("leave out what is no number, and say when there is none", async () => {
    expect(await read("m.csv", "model,loss,acc\nsvm,nan,0.5\n")).toEqual({
      metrics: { acc: 0.5 },
      skipped: [{ about: "m.csv: loss", reason: "not a finite number" }],
    });
    expect((await read("m.csv", "")).skipped).toEqual([{ about: "m.csv", reason: "empty" }]);
    expect((await read("m.csv", "a,b\n")).skipped).toEqual([
      { about: "m.csv: a", reason: "not a number" },
      { about: "m.csv: b", reason: "not a number" },
    ]);
  });
});

describe("a file of metrics that can't be read", () => {
  for (const [what, name, content, line] of [
    ["a missing comma", "m.json", '{\n"a": 1\n"b": 2}', 3],
    ["a word that is none", "m.json", '{\n"a": yes}', 2],
    ["a trailing comma", "m.json", '{"a": 1,\n\n}', 3],
    ["a missing end", "m.json", '{"a":\n[1', 2],
    ["a comment", "m.json", "{\n\n// no\n}", 3],
    ["NaN and a wrong comma", "m.json", '{"a": NaN,\n,}', 2],
    ["nothing", "m.json", "", 1],
    ["an open bracket in YAML", "m.yaml", "a: 1\nb: [1,\nc: 2\n", 3],
    ["two documents", "m.yaml", "a: 1\n---\nb: 1\n", 2],
  ] as const) {
    it(`says where there is ${what}`, async () => {
      const refusal = await refusalOf(read(name, content));
      expect(refusal).toMatchObject({ code: "file-problem", details: { file: name, line } });
      expect(refusal.message).toMatch(new RegExp(`^${name}, line ${line} is not valid `));
      expect(refusal.wayOut).not.toBe("");
    });
  }

  it("says when it is missing, no file, or too large", async () => {
    const folder = temporaryFolder();
    write(folder, { "m.json/x": "", "big.json": Buffer.alloc(8 * 1024 * 1024 + 1, " ") });
    write(folder, { "big.yaml": Buffer.alloc(256 * 1024 + 1, "\n") });
    for (const [name, problem] of [
      ["gone.json", "gone.json does not exist."],
      ["m.json", "m.json is a folder."],
      ["big.json", "big.json is larger than 8 MiB."],
      ["big.yaml", "big.yaml is larger than 256 KiB."],
    ] as const) {
      const refusal = await refusalOf(readMetricsFile(join(folder, name)));
      expect(refusal).toMatchObject({ code: "file-problem", message: problem });
    }
  });

  it("is refused for any text without another failure", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.constantFrom("m.json", "m.yaml", "m.csv"),
        async (text, name) => {
          const refusal = await refusalIfAny(read(name, text));
          expect(refusal?.code ?? "file-problem").toBe("file-problem");
        },
      ),
      { numRuns: 100 },
    );
  });
});

function naiveLeaves(data: unknown, path: readonly string[] = []): [string, unknown][] {
  return typeof data === "object" && data !== null
    ? Object.entries(data).flatMap(([key, value]) => naiveLeaves(value, [...path, key]))
    : [[path.join("."), data]];
}

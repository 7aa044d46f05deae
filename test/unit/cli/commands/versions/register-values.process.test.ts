import { expect, test } from "vitest";
import { document, ended, failure, start, succeed, useCli } from "../../cli.ts";
import { workspace } from "../../workspace.ts";

useCli();

const register = ["register", "models/fraud.onnx", "--name", "fraud"] as const;

test("metrics, parameters and tags are given on the command line, and nothing else is looked for", async () => {
  const folder = workspace();
  const text = await succeed(
    folder,
    ...[
      ...register,
      "--metric",
      "accuracy=0.95",
      "--metric",
      "loss=1e-05",
      "--param",
      "epochs=100",
    ],
    ...["--param", "shuffle=True", "--param", "seed=12345678901234567891", "--param", "url=a=b"],
    ...["--tag", "team=fraud", "--tag", "reviewed", "--tag", "note=a=b"],
  );
  expect(text).toMatch(/^ {2}tags +note=a=b, reviewed, team=fraud$/m);
  expect(text).toMatch(/^ {2}metrics +accuracy, loss$/m);
  expect(text).toMatch(/^ {2}parameters +epochs, shuffle, seed, url$/m);
  expect(text).not.toMatch(/params\.yaml/);
  const { recipe, metrics, tags, history } = await document(folder, "show", "fraud@1");
  expect(metrics).toEqual({ accuracy: 0.95, loss: 0.00001 });
  expect(recipe).toMatchObject({
    parameters: {
      epochs: 100,
      shuffle: true,
      seed: { kind: "integer", text: "12345678901234567891" },
      url: "a=b",
    },
  });
  expect(tags).toEqual({ team: "fraud", reviewed: "", note: "a=b" });
  // In the same event: no other one was needed.
  expect(history).toHaveLength(1);
});

test("values on the command line count over those of files", async () => {
  const folder = workspace({ "m.json": '{ "auc": 0.5, "f1": 0.4 }' });
  const values = ["--metrics", "m.json", "--metric", "auc=0.9"];
  const { version, took } = await document(folder, ...register, ...values);
  expect(version).toMatchObject({ metrics: { auc: 0.9, f1: 0.4 } });
  expect(took).toMatchObject({ metrics: ["m.json"], parameters: ["models/params.yaml"] });
});

test.each([
  ["--metrics", '{"auc": 0.9, "nested": {"f1": NaN}}', "metrics", { auc: 0.9 }],
  ["--params", "lr: 0.1\nlayers: [64, 32]\n", "parameters", { lr: 0.1, layers: "[64,32]" }],
])("%s - reads what a script pipes", async (option, input, part, expected) => {
  const folder = workspace();
  const { code, stdout, stderr } = await ended(
    start(folder, [...register, option, "-", "--json"], { input }),
  );
  expect([code, stderr]).toEqual([0, ""]);
  expect(await document(folder, "show", "fraud@1")).toMatchObject({ recipe: { [part]: expected } });
  if (part === "metrics") {
    expect(JSON.parse(stdout)).toMatchObject({
      missing: expect.arrayContaining([
        { about: "standard input: nested.f1", reason: "not a finite number" },
      ]) as unknown,
    });
  }
});

test("what is piped and is no JSON or YAML is refused with its line, and registers nothing", async () => {
  const folder = workspace();
  const { code, stderr } = await ended(
    start(folder, [...register, "--metrics", "-"], { input: '{\n"auc": }' }),
  );
  expect(code).toBe(1);
  expect(stderr).toContain("standard input, line 2");
  expect(await document(folder, "list")).toMatchObject({ versions: [] });
});

test.each([
  [["--metric", "accuracy"], "usage", "a name and a value"],
  [["--metric", "=0.9"], "usage", "a name and a value"],
  [["--metric", "a=1", "--metric", "a=2"], "usage", "a is given twice"],
  [["--metrics", "-", "--params", "-"], "usage", "can't both read standard input"],
  [["--metric", "accuracy=high"], "invalid-request", "metric accuracy can't be recorded"],
  [["--metric", "accuracy=nan"], "invalid-request", "not a finite number"],
  [["--param", "api_key=sk-1234567890abcdefgh"], "invalid-request", "looks like a secret"],
  [["--tag", `${"k".repeat(251)}=v`], "invalid-request", "can't be a tag"],
])("%j is refused", async (values, code, reason) => {
  const folder = workspace();
  const refused = await failure(folder, ...register, ...values);
  expect(refused.code).toBe(code);
  expect(refused.message).toContain(reason);
});

test("a gate of the first stage sees the tags that are given with the version", async () => {
  const folder = workspace({
    ".model-registry/policy.yaml": "version: 1\ngates:\n  None:\n    tags: [{ tag: ticket }]\n",
  });
  expect(await failure(folder, ...register)).toMatchObject({ code: "gates-failed" });
  expect(await succeed(folder, ...register, "--tag", "ticket=ML-7")).toMatch(/^fraud 1 registered/);
});

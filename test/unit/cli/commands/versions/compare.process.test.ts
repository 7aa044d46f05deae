import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, failure, succeed, useCli } from "../../cli.ts";
import { temporaryFolder, write } from "../../workspace.ts";

useCli();

const policy = `version: 1
gates: { Production: { metrics: [{ metric: test.auc, min: 0.9 }] } }
`;

/** Registers three versions that differ in metrics, tags and what is declared of them. */
async function registered(): Promise<string> {
  const folder = join(temporaryFolder(), "project");
  write(folder, { "model.onnx": "weights 1" });
  await succeed(folder, "init");
  for (const [index, auc] of [0.9001, 0.8998, 0.9212].entries()) {
    const metadata = {
      task: index === 0 ? "ranking" : "classification",
      training_duration_seconds: 60 * (index + 1),
      benchmarks: [{ name: "latency", value: 12 + index, unit: "ms", on: "Pi 5" }],
      feature_importance: { age: 0.5 + index / 1000, income: 0.25 },
    };
    write(folder, {
      "model.onnx": `weights ${index}`,
      "meta.json": JSON.stringify(metadata),
    });
    await succeed(
      folder,
      ...["register", "model.onnx", "--name", "fraud", "--metadata", "meta.json"],
      ...["--metric", `test.auc=${auc}`, "--metric", `seconds=${index}`],
      ...["--tag", `team=${index}`, "--label", `1.${index}.0`],
    );
  }
  return folder;
}

test("compare shows tags and declared facts, and a row's numbers and changes alike", async () => {
  const folder = await registered();
  const text = await succeed(folder, "compare", "fraud@1", "fraud@2");
  expect(text).toMatch(/^METRIC {2}\(\* best\) +fraud@1 None +fraud@2 None$/m);
  expect(text).toMatch(/^test\.auc ↑ +0\.9001 \* +0\.8998 \(−0\.0003\)$/m);
  expect(text).toMatch(/^latency on Pi 5 +12 ms +13 ms$/m);
  expect(text).toMatch(/^age +0\.500 +0\.501$/m);
  expect(text).toMatch(/^task +ranking +classification$/m);
  expect(text).toMatch(/^took +1 min +2 min$/m);
  expect(text).toMatch(/^team +0 +1$/m);
});

test("a version that is asked for by its label is headed by it, and --baseline names another", async () => {
  const folder = await registered();
  const text = await succeed(
    folder,
    "compare",
    "fraud@1.1.0",
    "fraud@3",
    "--baseline",
    "fraud@v1.0.0",
  );
  expect(text.split("\n")[0]).toMatch(/fraud@v?1\.0\.0 None +fraud@1\.1\.0 None +fraud@3 None$/);
  expect(text).toMatch(/^test\.auc ↑ +0\.9001 +0\.8998 \(−0\.0003\) +0\.9212 \(\+0\.0211\) \*$/m);
  const baseline = ["--baseline", "fraud@3"];
  expect(await document(folder, "compare", "fraud@1", "fraud@3", ...baseline)).toMatchObject({
    baseline: 1,
    versions: [{ number: 1 }, { number: 3 }],
  });
  expect(await failure(folder, "compare", "fraud@3", ...baseline)).toMatchObject({
    message: "A comparison needs two versions.",
  });
});

test("--metrics keeps those that are named, and says which there are none of", async () => {
  const folder = await registered();
  const compare = ["compare", "fraud@1", "fraud@2", "--metrics"];
  const { stdout, stderr } = await cli(folder, ...compare, "auc, nothing");
  expect(stdout).toMatch(/^test\.auc/m);
  expect(stdout).not.toMatch(/^seconds/m);
  expect(stderr).toBe("None of these versions has a metric nothing.\n");
  expect(await document(folder, ...compare, "sec*")).toMatchObject({
    comparison: { metrics: [{ key: "seconds" }] },
  });
});

test("a comparison as Markdown, CSV and JSON", async () => {
  const folder = await registered();
  const compare = ["compare", "fraud@1.0.0", "fraud@2", "--format"];
  expect(await succeed(folder, ...compare, "md")).toContain(
    "| Metrics | fraud@1.0.0 (None, baseline) | fraud@2 (None) |\n| --- | ---: | ---: |\n",
  );
  expect(await succeed(folder, ...compare, "csv")).toMatch(
    /^section,name,fraud@1\.0\.0,fraud@2\nStage,stage,None,None\nMetrics,seconds,0,1\n/,
  );
  expect(JSON.parse(await succeed(folder, ...compare, "json"))).toMatchObject({ baseline: 0 });
});

test("the gates of each stage say which versions pass", async () => {
  const folder = await registered();
  write(folder, {
    ".model-registry/policy.yaml": policy,
  });
  expect(await succeed(folder, "compare", "fraud@1", "fraud@2")).toMatch(
    /^Production: test\.auc \(at least 0\.9\) +passes: 0\.9001 +fails: 0\.8998$/m,
  );
});

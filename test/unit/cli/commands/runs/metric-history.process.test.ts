import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { document, failure, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

const register = ["register", "models/fraud.onnx", "--name", "fraud"] as const;
const rows = (count: number): string =>
  Array.from({ length: count }, (_, step) => `${step},${1 / (step + 1)}\n`).join("");

test("a training log keeps all its rows, apart from the ledger; its last values are metrics", async () => {
  const folder = workspace({ "models/metrics.csv": `epoch,loss\n${rows(20)}` });
  rmSync(join(folder, "models/metrics.json"));
  expect(await document(folder, ...register)).toMatchObject({
    took: { metrics: ["models/metrics.csv"], history: ["models/metrics.csv"] },
  });
  const { recipe, metrics } = await document(folder, "show", "fraud@1");
  expect(metrics).toMatchObject({ loss: 0.05 });
  expect(recipe).toMatchObject({
    history: { metrics: { loss: 20 }, sources: ["models/metrics.csv"] },
  });
  const { axis, points } = await document(folder, "show", "fraud@1", "--history", "loss");
  expect(axis).toBe("epoch");
  expect(points).toHaveLength(20);
  expect(await succeed(folder, "show", "fraud@1", "--history", "loss")).toMatch(
    /^epoch +loss\n0 +1\n1 +0\.5\n/,
  );
  expect(await failure(folder, "show", "fraud@1", "--history", "auc")).toMatchObject({
    message: "fraud 1 has no history of auc.",
    wayOut: "Choose one of loss.",
  });
});

test("DVCLive's folder is found, is kept by gc, and freed with its version", async () => {
  const folder = workspace({
    "dvclive/plots/metrics/train/loss.tsv": "step\tloss\n0\t0.9\n1\t0.8\n",
  });
  expect(await succeed(folder, ...register)).toMatch(/^ {2}history +dvclive {2}\(found\)$/m);
  const { metrics } = await document(folder, "show", "fraud@1");
  expect(metrics).toMatchObject({ "test.auc": 0.91, "train.loss": 0.8 });
  expect(await document(folder, "gc")).toMatchObject({ objects: 0 });
  expect(await document(folder, "verify")).toMatchObject({ sound: true });
  const history = await document(folder, "show", "fraud@1", "--history", "train.loss");
  expect(history).toMatchObject({
    points: [
      [0, 0.9],
      [1, 0.8],
    ],
  });
  // The same history again is stored once.
  write(folder, { "models/fraud.onnx": "weights 2" });
  await succeed(folder, ...register);
  await succeed(folder, "delete", "fraud@1", "--reason", "old");
  expect(await document(folder, "show", "fraud@2", "--history", "train.loss")).toMatchObject({
    points: [
      [0, 0.9],
      [1, 0.8],
    ],
  });
});

test("a file that was named and has no steps is refused; a long history is thinned, and said to be", async () => {
  const folder = workspace({ "long.csv": `step,loss\n${rows(12_000)}` });
  expect(await failure(folder, ...register, "--history", "models/metrics.json")).toMatchObject({
    code: "file-problem",
  });
  const { missing } = await document(folder, ...register, "--history", "long.csv");
  expect(missing).toEqual([
    {
      about: "long.csv",
      reason: "of loss only 10,000 values, evenly spread, are recorded",
    },
  ]);
  const { points } = await document(folder, "show", "fraud@1", "--history", "loss");
  expect(points).toHaveLength(10_000);
  expect((points as number[][])[0]).toEqual([0, 1]);
  expect((points as number[][]).at(-1)?.[0]).toBe(11_999);
});

test("a history that was found is left out if it is that of another training, and taken if it is named", async () => {
  const folder = workspace({
    "models/metrics.json": '{ "loss": 0.25 }',
    "models/history.csv": "epoch,loss,val_loss\n1,0.9,0.95\n2,0.5,0.6\n",
  });
  expect(await succeed(folder, ...register)).toMatch(
    /^ {2}not recorded: history\.csv \(found, and left out: its loss is 0\.5 at the end and never 0\.25,/m,
  );
  const first = await document(folder, "show", "fraud@1");
  expect(first["recipe"]).not.toHaveProperty("history");
  expect(first["metrics"]).toEqual({ loss: 0.25 });

  write(folder, { "models/fraud.onnx": "weights 2" });
  await succeed(folder, ...register, "--metric", "loss=0.25", "--history", "models/history.csv");
  const { metrics, recipe } = await document(folder, "show", "fraud@2");
  expect(metrics).toEqual({ loss: 0.25, val_loss: 0.6 });
  expect(recipe).toMatchObject({ history: { metrics: { loss: 2, val_loss: 2 } } });
});

test("the run of MLflow that holds the model gives its metrics by step", async () => {
  const run = "mlruns/1/5f0c";
  const folder = workspace({
    [`${run}/meta.yaml`]: "run_id: 5f0c\n",
    [`${run}/metrics/loss`]: "1700000000000 0.9 0\n1700000001000 0.5 1\n",
    [`${run}/artifacts/model.onnx`]: "weights of the run",
    "mlruns/1/0a1b/meta.yaml": "run_id: 0a1b\n",
    "mlruns/1/0a1b/metrics/loss": "1700000000000 7 0\n1700000001000 8 1\n",
  });
  await succeed(folder, "register", `${run}/artifacts/model.onnx`, "--name", "fraud");
  const { recipe, metrics } = await document(folder, "show", "fraud@1");
  expect(metrics).toMatchObject({ loss: 0.5 });
  expect(recipe).toMatchObject({ history: { sources: [`${run}/metrics`] } });
});

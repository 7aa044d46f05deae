import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readHistoryFile } from "../../../../src/provenance/values/history-file.ts";
import { readMetricsFile } from "../../../../src/provenance/values/metrics-file.ts";
import { refusalOf } from "../../support/refusal.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";

async function histories(
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const folder = temporaryFolder();
  write(folder, files);
  return Object.fromEntries(await readHistoryFile(join(folder, name)));
}

describe("metrics by step", () => {
  test("are all rows of a training log with an epoch, as Keras writes it", async () => {
    const log = "epoch,accuracy,loss,val_loss\n0,0.5,0.9,0.95\n1,0.6,0.8,0.9\n2,0.7,nan,0.85\n";
    expect(await histories("log.csv", { "log.csv": log })).toEqual({
      accuracy: {
        axis: "epoch",
        points: [
          [0, 0.5],
          [1, 0.6],
          [2, 0.7],
        ],
      },
      loss: {
        axis: "epoch",
        points: [
          [0, 0.9],
          [1, 0.8],
        ],
      },
      val_loss: {
        axis: "epoch",
        points: [
          [0, 0.95],
          [1, 0.9],
          [2, 0.85],
        ],
      },
    });
  });

  test("of Lightning have a step beside the epoch, and cells that are filled in now and then", async () => {
    const log =
      "epoch,step,train_loss,val_loss,timestamp\n0,9,0.9,,1\n0,19,,0.8,2\n1,29,0.7,,3\n1,39,,0.6,4\n";
    expect(await histories("metrics.csv", { "metrics.csv": log })).toEqual({
      train_loss: {
        axis: "step",
        points: [
          [9, 0.9],
          [29, 0.7],
        ],
      },
      val_loss: {
        axis: "step",
        points: [
          [19, 0.8],
          [39, 0.6],
        ],
      },
    });
  });

  test("are in trainer_state.json, whose last values are the metrics", async () => {
    const state = JSON.stringify({
      best_metric: 0.4,
      global_step: 1000,
      log_history: [
        { epoch: 0.5, learning_rate: 1e-5, loss: 0.7, step: 500 },
        { epoch: 0.5, eval_loss: 0.6, eval_runtime: 12.1, step: 500 },
        { epoch: 1, learning_rate: 5e-6, loss: 0.5, step: 1000 },
        { epoch: 1, eval_loss: 0.4, eval_runtime: 12, step: 1000 },
        { epoch: 1, step: 1000, total_flos: 1e15, train_runtime: 100 },
      ],
    });
    const folder = temporaryFolder();
    write(folder, { "trainer_state.json": state });
    const path = join(folder, "trainer_state.json");
    expect(Object.fromEntries(await readHistoryFile(path))).toEqual({
      learning_rate: {
        axis: "step",
        points: [
          [500, 1e-5],
          [1000, 5e-6],
        ],
      },
      loss: {
        axis: "step",
        points: [
          [500, 0.7],
          [1000, 0.5],
        ],
      },
      eval_loss: {
        axis: "step",
        points: [
          [500, 0.6],
          [1000, 0.4],
        ],
      },
    });
    expect(await readMetricsFile(path)).toEqual({
      metrics: { learning_rate: 5e-6, loss: 0.5, eval_loss: 0.4 },
      skipped: [],
    });
  });

  test("are in the tables that DVCLive writes, a metric by its path", async () => {
    const files = {
      "dvclive/metrics.json": "{}",
      "dvclive/plots/metrics/train/loss.tsv": "step\tloss\n0\t0.9\n1\t0.8\n",
      "dvclive/plots/metrics/acc.tsv": "timestamp\tstep\tacc\n17\t0\t0.1\n18\t1\t0.2\n",
      "dvclive/plots/images/x.tsv": "step\tno\n0\t1\n1\t2\n",
    };
    expect(await histories("dvclive", files)).toEqual({
      acc: {
        axis: "step",
        points: [
          [0, 0.1],
          [1, 0.2],
        ],
      },
      "train.loss": {
        axis: "step",
        points: [
          [0, 0.9],
          [1, 0.8],
        ],
      },
    });
  });

  test("are lines of JSON, and lists by metric", async () => {
    const lines = '{"step": 2, "loss": 0.5}\n{"step": 1, "loss": 0.9}\n{"step": 2, "loss": 0.4}\n';
    expect(await histories("log.jsonl", { "log.jsonl": lines })).toEqual({
      // In order, and of a step that was logged again the last value.
      loss: {
        axis: "step",
        points: [
          [1, 0.9],
          [2, 0.4],
        ],
      },
    });
    const keras = '{ "loss": [0.9, 0.8], "val_loss": [1, 0.9] }';
    expect(await histories("history.json", { "history.json": keras })).toMatchObject({
      val_loss: {
        axis: "epoch",
        points: [
          [1, 1],
          [2, 0.9],
        ],
      },
    });
  });

  test.each([
    ["final.csv", "accuracy,loss\n0.5,0.9\n0.6,0.8\n"],
    ["one.csv", "epoch,loss\n1,0.5\n"],
    ["metrics.json", '{ "auc": 0.9, "steps": [1, 2] }'],
    ["words.json", '{ "a": ["x", "y"] }'],
    ["log.txt", "epoch 1 loss 2"],
    ["empty.csv", ""],
  ])("are not in %s", async (name, content) => {
    const folder = temporaryFolder();
    write(folder, { [name]: content });
    expect(await refusalOf(readHistoryFile(join(folder, name)))).toMatchObject({
      code: "file-problem",
      message: `${name} has no metrics by step or epoch.`,
    });
  });

  test("are in the folders of a run of MLflow, and in no other folder called metrics", async () => {
    const run = "mlruns/1/5f0c";
    const files = {
      [`${run}/meta.yaml`]: "run_id: 5f0c\n",
      [`${run}/metrics/loss`]: "1700000000000 0.9 0\n1700000001000 0.5 2\n1700000002000 0.7 1\n",
      [`${run}/metrics/val/auc`]: "1700000000000 0.8 0\n1700000000000 nan 1\n1700000000000 0.9 2\n",
      [`${run}/metrics/once`]: "1700000000000 0.8 0\n",
      [`${run}/metrics/broken`]: "no metric\n1 2 3 4\n",
      "other/metrics/loss": "1700000000000 0.9 0\n1700000001000 0.5 1\n",
    };
    const expected = {
      loss: {
        axis: "step",
        points: [
          [0, 0.9],
          [1, 0.7],
          [2, 0.5],
        ],
      },
      "val/auc": {
        axis: "step",
        points: [
          [0, 0.8],
          [2, 0.9],
        ],
      },
    };
    expect(await histories(run, files)).toEqual(expected);
    expect(await histories(`${run}/metrics`, files)).toEqual(expected);
    expect(await refusalOf(histories("other/metrics", files))).toMatchObject({
      code: "file-problem",
    });
  });

  test("are in the history of a run of Weights & Biases", async () => {
    const path = "wandb/run-20240115_103045-7f3a9c/files/wandb-history.jsonl";
    const lines = [
      '{"loss": 0.9, "_step": 0, "_runtime": 1.5, "_timestamp": 1705314645.1}',
      '{"loss": 0.5, "_step": 10, "_runtime": 3.5, "_timestamp": 1705314655.2}',
    ];
    expect(await histories(path, { [path]: lines.join("\n") })).toEqual({
      loss: {
        axis: "step",
        points: [
          [0, 0.9],
          [10, 0.5],
        ],
      },
    });
  });

  test("names and links of others do no harm", async () => {
    const folder = temporaryFolder();
    write(folder, {
      "log.csv": "step,__proto__,constructor\n1,1,1\n2,2,2\n",
      "dvclive/plots/metrics/a.tsv": "step\ta\n0\t1\n1\t2\n",
    });
    symlinkSync(".", join(folder, "dvclive/plots/metrics/loop"));
    expect([...(await readHistoryFile(join(folder, "log.csv"))).keys()]).toEqual(["constructor"]);
    expect([...(await readHistoryFile(join(folder, "dvclive"))).keys()]).toEqual(["a"]);
  });
});

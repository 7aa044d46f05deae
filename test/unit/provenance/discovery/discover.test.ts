import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DiscoveryLimits } from "../../../../src/core/files/discovery-limits.ts";
import { discoverEvidence, type Candidate } from "../../../../src/provenance/discovery/discover.ts";

describe("what is found near a model", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "discover-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const files = async (...paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), "1");
    }
  };
  const near = (model: string): ReturnType<typeof discoverEvidence> =>
    discoverEvidence(folder, [join(folder, model)]);
  const chosen = (candidates: readonly Candidate[]): string[] =>
    candidates.filter((candidate) => candidate.preselected).map((candidate) => candidate.path);
  const offered = (candidates: readonly Candidate[]): string[] =>
    candidates.map((candidate) => candidate.path);

  describe("beside a dvc.lock", () => {
    const md5 = "0123456789abcdef0123456789abcdef";
    const lock = (size: number): string =>
      [
        'schema: "2.0"',
        "stages:",
        "  prepare:",
        "    cmd: python prepare.py",
        "    deps:",
        `      - { path: raw/all.csv, md5: ${md5}, size: 9 }`,
        "    outs:",
        `      - { path: prepared, md5: ${md5}.dir, size: 30 }`,
        "  train:",
        "    cmd: python train.py",
        "    deps:",
        `      - { path: train.py, md5: ${md5}, size: 1 }`,
        `      - { path: prepared, md5: ${md5}.dir, size: 30 }`,
        `      - { path: ../outside.csv, md5: ${md5}, size: 30 }`,
        `      - { path: ., md5: ${md5}.dir, size: 30 }`,
        "    outs:",
        `      - { path: models/fraud.onnx, md5: ${md5}, size: ${size} }`,
        `      - { path: models/folder, md5: ${md5}.dir, size: 5 }`,
        "",
      ].join("\n");

    it("takes the data of the stage that made the model, and no other, though it was not fetched", async () => {
      await files(
        "models/fraud.onnx",
        "models/folder/a/w.onnx",
        "data/near.csv",
        "models/fraud.csv",
      );
      await writeFile(join(folder, "dvc.lock"), lock(1));
      const { datasets } = await near("models/fraud.onnx");
      expect(chosen(datasets)).toEqual(["prepared"]);
      expect(offered(datasets)).toEqual(["prepared", "models/fraud.csv", "data/near.csv"]);
      expect(chosen((await near("models/folder/a/w.onnx")).datasets)).toEqual(["prepared"]);
      expect(chosen((await near("models/folder")).datasets)).toEqual(["prepared"]);
    });

    it("takes what is near a model that another run made, or no stage", async () => {
      await files("models/fraud.onnx", "models/other.onnx", "data/near.csv");
      await writeFile(join(folder, "dvc.lock"), lock(2));
      expect(chosen((await near("models/fraud.onnx")).datasets)).toEqual(["data/near.csv"]);
      expect(chosen((await near("models/other.onnx")).datasets)).toEqual(["data/near.csv"]);
    });
  });

  it("takes the metrics by step of the run of MLflow that holds the model", async () => {
    await files(
      ...["a", "b", "c"].flatMap((run) => [
        `mlruns/1/${run}/meta.yaml`,
        `mlruns/1/${run}/metrics/loss`,
        `mlruns/1/${run}/metrics/val/loss`,
      ]),
      "mlruns/1/b/artifacts/model/model.pkl",
      "src/metrics/loss.py",
    );
    const { history } = await near("mlruns/1/b/artifacts/model/model.pkl");
    expect(chosen(history)).toEqual(["mlruns/1/b/metrics"]);
    expect(offered(history)).toEqual([
      "mlruns/1/b/metrics",
      "mlruns/1/a/metrics",
      "mlruns/1/c/metrics",
    ]);
  });

  it("leaves out what the limits exclude, and what lies too deep", async () => {
    await files("fraud.onnx", "old/metrics.json", "a/b/metrics.json", "data/raw/train.csv");
    const within = async (limits: DiscoveryLimits): Promise<string[]> => {
      const model = join(folder, "fraud.onnx");
      const evidence = await discoverEvidence(folder, [model], undefined, limits);
      return [...offered(evidence.metrics), ...offered(evidence.datasets)].sort();
    };
    expect(await within({})).toEqual([
      "a/b/metrics.json",
      "data/raw/train.csv",
      "old/metrics.json",
    ]);
    expect(await within({ maxDepth: 1 })).toEqual(["old/metrics.json"]);
    expect(await within({ exclude: ["old", "data/raw"] })).toEqual(["a/b/metrics.json"]);
  });

  it("prefers what is beside the model and named like its folder", async () => {
    await files(
      "models/tumor/model.onnx",
      "models/tumor/metrics.json",
      "models/tumor/params.yaml",
      "models/wine/metrics.json",
      "data/tumor/train.csv",
      "data/tumor/test.csv",
      "data/wine/train.csv",
      "requirements.txt",
    );
    const evidence = await near("models/tumor/model.onnx");
    expect(chosen(evidence.metrics)).toEqual(["models/tumor/metrics.json"]);
    expect(offered(evidence.metrics)).toEqual([
      "models/tumor/metrics.json",
      "models/wine/metrics.json",
    ]);
    expect(chosen(evidence.parameters)).toEqual(["models/tumor/params.yaml"]);
    expect(chosen(evidence.datasets)).toEqual(["data/tumor/test.csv", "data/tumor/train.csv"]);
    expect(offered(evidence.datasets)).toContain("data/wine/train.csv");
    expect(chosen(evidence.environment)).toEqual(["requirements.txt"]);
  });

  it("finds what is near the model whatever else the workspace holds, and says that it was cut", async () => {
    const many = Array.from({ length: 2_100 }, (_, index) => `a/${index}.png`);
    await files(...many, "z/deep/fraud/m.onnx", "z/deep/fraud/metrics.json", "z/params.yaml");
    const evidence = await near("z/deep/fraud/m.onnx");
    expect(chosen(evidence.metrics)).toEqual(["z/deep/fraud/metrics.json"]);
    expect(chosen(evidence.parameters)).toEqual(["z/params.yaml"]);
    expect(evidence.cut).toBe(
      "only the first 2000 files and folders of the workspace folder were looked at",
    );
  });

  it("takes what is at the top of the workspace, and data directly in its data folder", async () => {
    await files("model.pkl", "metrics.json", "params.yaml", "data/train.csv", "environment.yml");
    const evidence = await near("model.pkl");
    expect(chosen(evidence.metrics)).toEqual(["metrics.json"]);
    expect(chosen(evidence.parameters)).toEqual(["params.yaml"]);
    expect(chosen(evidence.datasets)).toEqual(["data/train.csv"]);
    expect(chosen(evidence.environment)).toEqual(["environment.yml"]);
  });

  it("offers what belongs to other models without preselecting it", async () => {
    await files("models/wine/model.onnx", "models/tumor/metrics.json", "data/tumor/train.csv");
    const evidence = await near("models/wine/model.onnx");
    expect(offered(evidence.metrics)).toEqual(["models/tumor/metrics.json"]);
    expect(chosen(evidence.metrics)).toEqual([]);
    expect(chosen(evidence.datasets)).toEqual([]);
  });

  it("never takes what is plainly about another version, whatever kind of file it is", async () => {
    await files(
      ...["m/fraud_v3.pkl", "m/fraud_v4.pkl", "m/fraud_v10.pkl", "m/metrics.json"],
      ...["m/fraud_v3.metadata.json", "m/fraud_v4_metadata.json", "m/metrics_v3.json"],
      ...["m/fraud_v9_metrics.json", "m/fraud_v4_params.yaml", "m/params_v10.yaml"],
    );
    const fourth = await near("m/fraud_v4.pkl");
    expect(chosen(fourth.metadata)).toEqual(["m/fraud_v4_metadata.json"]);
    expect(chosen(fourth.metrics)).toEqual(["m/metrics.json"]);
    expect(chosen(fourth.parameters)).toEqual(["m/fraud_v4_params.yaml"]);
    const tenth = await near("m/fraud_v10.pkl");
    expect(chosen(tenth.metadata)).toEqual([]);
    expect(offered(tenth.metadata)).toEqual(["m/fraud_v3.metadata.json"]);
    expect(chosen(tenth.parameters)).toEqual(["m/params_v10.yaml"]);
    const third = await near("m/fraud_v3.pkl");
    expect(chosen(third.metadata)).toEqual(["m/fraud_v3.metadata.json"]);
    expect(chosen(third.metrics)).toEqual(["m/metrics_v3.json"]);
  });

  it("takes what lies in the folder of the version", async () => {
    await files(
      ...[
        "runs/v3/model.pkl",
        "runs/v3/metadata.json",
        "runs/v4/model.pkl",
        "runs/v4/metrics.json",
      ],
      "runs/v5/model.pkl",
    );
    expect(chosen((await near("runs/v3/model.pkl")).metadata)).toEqual(["runs/v3/metadata.json"]);
    const fourth = await near("runs/v4/model.pkl");
    expect(chosen(fourth.metadata)).toEqual([]);
    expect(chosen(fourth.metrics)).toEqual(["runs/v4/metrics.json"]);
    expect(chosen((await near("runs/v5/model.pkl")).metrics)).toEqual([]);
  });

  it("takes a file without a version for any", async () => {
    await files("fraud.pkl", "fraud_v2.pkl", "fraud_metrics.json", "fraud.metadata.json");
    const second = await near("fraud_v2.pkl");
    expect(chosen(second.metrics)).toEqual(["fraud_metrics.json"]);
    expect(chosen(second.metadata)).toEqual(["fraud.metadata.json"]);
  });

  it("neither offers the model itself, nor looks into hidden folders and packages, nor follows links", async () => {
    await files(
      "results.json",
      "metrics.json",
      ".venv/metrics.json",
      "node_modules/x/metrics.json",
      "elsewhere/metrics.json",
    );
    await symlink(join(folder, "elsewhere"), join(folder, "linked"));
    const { metrics } = await near("results.json");
    expect(offered(metrics)).toEqual(["metrics.json", "elsewhere/metrics.json"]);
  });

  it("is not held up by thousands of files", async () => {
    await files(
      "model.pkl",
      "metrics.json",
      ...Array.from({ length: 2500 }, (_, n) => `data/x/${n}.csv`),
    );
    const evidence = await near("model.pkl");
    expect(chosen(evidence.metrics)).toEqual(["metrics.json"]);
    expect(evidence.datasets.length).toBeLessThanOrEqual(30);
    expect(chosen(evidence.datasets)).toEqual([]);
  });
});

import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../support/git.ts";
import { document, useCli } from "./cli.ts";
import { temporaryFolder, workspace, write } from "./workspace.ts";

useCli();

const text = expect.any(String) as string;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
const ada = { name: "Ada", email: "ada@example.org", source: "environment" };

/** A version's document, every field of it. */
function version(number: number, stage: string, more: object = {}): object {
  return {
    reference: `fraud@${number}`,
    id: expect.stringMatching(/^[0-9A-Z]{26}$/) as string,
    model: "fraud",
    number,
    stage,
    stageSince: time,
    registeredAt: time,
    registeredBy: ada,
    digest: sha256,
    size: 9,
    metrics: { "test.auc": 0.91, "train.auc": 0.95 },
    ...more,
  };
}

const artifact = { path: "fraud.onnx", role: "model", sha256, size: 9 };
const event = { id: text, at: time, actor: ada };

test("each command has the document that docs/CLI.md describes", async () => {
  const folder = workspace();
  const root = join(folder, ".model-registry");

  expect(await document(folder, "init")).toEqual({ folder, root, created: true });
  expect(await document(folder, "init")).toEqual({ folder, root, created: false });

  const register = ["register", "models/fraud.onnx", "--name", "fraud"];
  expect(await document(folder, ...register, "--dataset", "data/train.csv")).toEqual({
    version: version(1, "None"),
    artifacts: [artifact],
    took: {
      metrics: ["models/metrics.json"],
      history: [],
      parameters: ["models/params.yaml"],
      datasets: ["data/train.csv"],
      environment: ["requirements.txt"],
      metadata: [],
    },
    discovered: ["metrics", "parameters", "environment"],
    commit: git(folder, "rev-parse", "HEAD"),
    missing: [],
    verdict: "unreadable",
    findings: [
      expect.objectContaining({ code: "extension-mismatch", severity: "warning" }),
      expect.objectContaining({ code: "unknown-format", severity: "info" }),
    ],
  });

  const first = await document(folder, "promote", "fraud@1");
  expect(first).toEqual({
    version: version(1, "Staging"),
    from: "None",
    to: "Staging",
    displaced: [],
    checks: [],
    forced: false,
    event,
  });
  await document(folder, "promote", "fraud@1");
  write(folder, { "models/fraud.onnx": "weights 2" });
  await document(folder, ...register, "--parent", "fraud@1");
  await document(folder, "promote", "fraud@2");
  expect(await document(folder, "promote", "fraud@2")).toEqual({
    version: version(2, "Production"),
    from: "Staging",
    to: "Production",
    displaced: [version(1, "Archived")],
    checks: [],
    forced: false,
    event,
  });
  expect(await document(folder, "rollback", "fraud", "--reason", "slow")).toEqual({
    version: version(1, "Production"),
    checks: [],
    from: "Archived",
    to: "Production",
    displaced: [version(2, "Archived", { rolledBackAt: time })],
    event,
  });

  const [one, two] = [version(1, "Production"), version(2, "Archived", { rolledBackAt: time })];
  expect(await document(folder, "list")).toEqual({ versions: [two, one], more: false });
  expect(await document(folder, "list", "--limit", "1")).toEqual({ versions: [two], more: true });
  expect(await document(folder, "list", "fraud", "--stage", "production")).toEqual({
    versions: [one],
    more: false,
  });
  expect(await document(folder, "resolve", "fraud@Production")).toEqual({
    version: one,
    artifact,
    path: expect.stringMatching(
      /\.model-registry\/snapshots\/[0-9A-Z]{26}\/fraud\.onnx$/,
    ) as string,
    isFolder: false,
  });
  const destination = temporaryFolder();
  expect(await document(folder, "export", "fraud@1", "--out", destination)).toEqual({
    version: one,
    destination,
    files: [join(destination, "fraud.onnx")],
  });
  expect(await document(folder, "verify")).toEqual({
    sound: true,
    notes: [],
    ledgerFiles: 1,
    events: 7,
    artifacts: expect.any(Number) as number,
    bytes: expect.any(Number) as number,
    elsewhere: 0,
    away: 0,
    findings: [],
  });
});

test("show and compare tell the whole recipe", async () => {
  const folder = workspace();
  const register = ["register", "models/fraud.onnx", "--name", "fraud"];
  await document(folder, ...register, "--description", "First", "--dataset", "data/train.csv");
  write(folder, { "models/fraud.onnx": "weights 2", "models/metrics.json": '{ "auc": 0.5 }' });
  await document(folder, ...register, "--parent", "fraud@1");

  const shown = await document(folder, "show", "fraud@1");
  expect(shown).toMatchObject({
    ...version(1, "None"),
    description: "First",
    source: "models/fraud.onnx",
    artifacts: [artifact],
    recipe: {
      metrics: { "test.auc": 0.91, "train.auc": 0.95 },
      parameters: { max_depth: 3 },
      datasets: [{ path: "data/train.csv", sha256, size: 8 }],
      git: { branch: "main", subject: "Train a model" },
      environment: { source: "requirements.txt", packages: { "scikit-learn": "1.9.1" } },
    },
    parents: [],
    children: [{ reference: "fraud@2" }],
    production: null,
    targets: ["Staging", "Rejected", "Archived"],
    canRollBack: false,
    history: [{ at: time, actor: ada, kind: "registered", title: "Registered" }],
  });

  expect(await document(folder, "compare", "fraud@1", "fraud@2")).toMatchObject({
    versions: [{ reference: "fraud@1" }, { reference: "fraud@2" }],
    baseline: 0,
    comparison: {
      metrics: [
        {
          key: "auc",
          direction: "higher",
          differs: true,
          cells: [{ best: false }, { value: 0.5 }],
        },
        { key: "test.auc", cells: [{ value: 0.91 }, { best: false }] },
        { key: "train.auc" },
      ],
      datasets: [
        { key: "data/train.csv", differs: false, cells: [sha256, sha256] },
        { key: "data/train.csv, columns", differs: false, cells: ["2", "2"] },
        { key: "data/train.csv, rows", differs: false, cells: ["1", "1"] },
      ],
    },
  });
});

import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { ModelName } from "../../../../../src/core/model/ids.ts";
import { decideCreation } from "../../../../../src/core/models/decide-model.ts";
import { registryPaths } from "../../../../../src/storage/files/registry-paths.ts";
import { git } from "../../../support/git.ts";
import { dangerous } from "../../../support/kept-files.ts";
import { patience } from "../../../support/patience.ts";
import { withRegistry } from "../../../support/registry.ts";
import { cli, document, ended, failure, start, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

const kept = {
  "kept/churn_v1.onnx": "one",
  "kept/churn_v2.onnx": "two",
  "kept/churn_v10_final.onnx": "ten",
  "kept/churn.onnx": "two",
  "kept/metrics_v2.json": '{ "auc": 0.9 }',
};

test("--dry-run lists in order with reasons, and stores nothing", async () => {
  const folder = workspace(kept);
  const text = await succeed(folder, "import", "kept", "--dry-run");
  expect(text).toMatch(/^churn: a new model$/m);
  expect(text).toMatch(/^ +1 +kept\/churn_v1\.onnx +3 B +version 1 in the name$/m);
  expect(text).toMatch(/^ +2 +kept\/churn_v2\.onnx .*current · kept\/metrics_v2\.json$/m);
  expect(text).toMatch(/^ +- +kept\/churn\.onnx .*the same bytes as kept\/churn_v2\.onnx$/m);
  expect(text).toMatch(/^ +3 +kept\/churn_v10_final\.onnx/m);
  expect(await failure(folder, "list")).toMatchObject({ code: "no-registry" });
  const { models } = await document(folder, "import", "kept", "--dry-run");
  expect(models).toMatchObject([{ model: "churn", versions: [{}, {}, {}, {}] }]);
  const less = await document(folder, "import", "kept", "--dry-run", "--exclude", "*_v2.*");
  expect(less["models"]).toMatchObject([{ versions: [{}, {}, {}] }]);
});

test("an import becomes a history with commits, and a second one skips it", async () => {
  const folder = workspace(kept);
  const text = await succeed(folder, "import", "kept", "--name", "churn-model");
  expect(text).toMatch(/^churn-model 1 +kept\/churn_v1\.onnx$/m);
  expect(text).toMatch(/^3 versions registered$/m);
  expect(text).toMatch(/^churn-model 2 seems to be in use/m);
  const head = git(folder, "rev-parse", "HEAD");
  expect(await document(folder, "show", "churn-model@2")).toMatchObject({
    source: "kept/churn_v2.onnx",
    metrics: { auc: 0.9 },
    parents: [],
    recipe: { git: { commit: head }, made: { source: "commit" } },
  });
  expect(await succeed(folder, "show", "churn-model@2")).toMatch(
    /^ +made +.* UTC, by its commit$/m,
  );
  expect(await document(folder, "import", "kept", "--name", "churn-model")).toMatchObject({
    versions: [
      { outcome: "skipped", registeredAs: "churn-model@1" },
      { outcome: "skipped" },
      { outcome: "skipped" },
    ],
  });
});

test("a model of the same name stays as it is unless it is named, as the preview says", async () => {
  const folder = workspace({ ...kept, "other.pkl": "I1\n." });
  await succeed(folder, "register", "other.pkl", "--name", "churn");
  const preview = await succeed(folder, "import", "kept", "--dry-run");
  const [, option = "", name = ""] =
    /^churn-2: a new model, as churn has other files; use (--name) (\S+) to add/m.exec(preview) ??
    [];
  const there = await succeed(folder, "import", "kept", "--dry-run", option, name);
  expect(there).toMatch(/^churn: an existing model, which gets these as its next versions$/m);
  const { models } = await document(folder, "import", "kept/churn_v1.onnx");
  expect(models).toEqual([
    { model: "churn-2", target: { kind: "new", namesake: { name: "churn", model: "churn" } } },
  ]);
  const text = await succeed(folder, "import", "kept");
  expect(text).toMatch(/^churn-2 is an existing model, which has 1 of these files$/m);
  expect(await document(folder, "models")).toMatchObject({
    models: [
      { name: "churn", versions: 1 },
      { name: "churn-2", versions: 3 },
    ],
  });
  write(folder, { "kept/wine_v1.onnx": "w", "kept/churn_v11.onnx": "new" });
  await succeed(folder, "rename", "churn-2", "leavers");
  await succeed(folder, "register", "kept/churn_v11.onnx", "--name", "wine");
  const both = await succeed(folder, "import", "kept", "--dry-run");
  expect(both).toMatch(
    /^wine-2: .*; name these files one by one with --name wine to add them to it$/m,
  );
  await succeed(folder, "import", "kept/wine_v1.onnx", "--name", "wine");
  expect(await document(folder, "show", "wine@2")).toMatchObject({ source: "kept/wine_v1.onnx" });
});

test("another process that takes the name of the new model first wins, and the refusal names a way out", async () => {
  const folder = workspace(kept);
  const staging = registryPaths(folder).staging;
  await succeed(folder, "init");
  await withRegistry(folder, async (registry) => {
    const running = ended(start(folder, ["import", "kept"]));
    const name = ModelName.parse("churn");
    await registry.commit(
      (state, { policy, actor }) => decideCreation(state, policy(), { name }, actor),
      // With the lock held: what is staged by then has found the name free.
      async () => {
        await vi.waitUntil(() => readdirSync(staging).length > 0, patience);
        return () => Promise.resolve();
      },
    );
    const { code, stdout } = await running;
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^failed +kept\/churn_v1\.onnx +Can't make a new model churn: .* choose another name, for example churn-2\.$/m,
    );
    expect(stdout).toMatch(/^0 versions registered$/m);
  });
  expect(await document(folder, "models")).toMatchObject({
    models: [{ name: "churn", versions: 0 }],
  });
  expect(readdirSync(staging)).toEqual([]);
  expect(await succeed(folder, "import", "kept", "--name", "churn-2")).toMatch(/^churn-2 3 /m);
});

test("a dangerous file is named with exit code 3 and the others are registered; accepted, it is too", async () => {
  const folder = workspace();
  write(folder, { "kept/m_v1.pkl": "N.", "kept/m_v2.pkl": dangerous });
  const run = await cli(folder, "import", "kept", "--json");
  expect(run.code).toBe(3);
  expect(JSON.parse(run.stdout)).toMatchObject({
    versions: [{ outcome: "registered" }, { outcome: "failed", error: { code: "dangerous-file" } }],
  });
  const accepted = await document(folder, "import", "kept", "--accept-danger");
  expect(accepted).toMatchObject({ versions: [{ outcome: "skipped" }, { outcome: "registered" }] });
});

test("one name for several models is refused, and so is a folder that is not there", async () => {
  const folder = workspace({ "kept/a_v1.onnx": "a", "kept/b_v1.onnx": "b" });
  expect(await failure(folder, "import", "kept", "--name", "x")).toMatchObject({
    exit: 1,
    code: "invalid-request",
  });
  expect(await failure(folder, "import", "nowhere")).toMatchObject({ code: "file-problem" });
});

function ledgerText(folder: string): string {
  const ledger = join(folder, ".model-registry/ledger");
  if (!existsSync(ledger)) return "";
  return readdirSync(ledger)
    .map((name) => readFileSync(join(ledger, name), "utf8"))
    .join("");
}

test("interrupted, it ends with 130 and says what is registered", async () => {
  const folder = workspace({ "kept/m_v1.onnx": "one" });
  const large = join(folder, "kept/m_v2.onnx");
  writeFileSync(large, "");
  truncateSync(large, 2e9);
  const child = start(folder, ["import", "kept", "--json"]);
  const end = ended(child);
  // Asking with a command would take longer than the rest of the import.
  while (child.exitCode === null && !ledgerText(folder).includes('"version.registered"')) {
    await setTimeout(5);
  }
  child.kill("SIGINT");
  const { code, stdout, stderr } = await end;
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ versions: [{ outcome: "registered" }] });
  expect(JSON.parse(stderr)).toMatchObject({
    error: {
      code: "cancelled",
      wayOut: expect.stringContaining("Registered 1 version;") as unknown,
    },
  });
});

test("one name goes for a model and its scalers; what is broken beside it is named", async () => {
  const folder = workspace({
    "kept/m_v1.onnx": "one",
    "kept/scaler_v1.pkl": "N.",
    "kept/scaler.pkl": "I2\n.",
    "kept/m_v1_metrics.json": "{",
  });
  const text = await succeed(folder, "import", "kept", "--name", "fraud", "--dry-run");
  expect(text).toMatch(/^ +1 +kept\/m_v1\.onnx .*kept\/scaler_v1\.pkl · not read: m_v1_metrics/m);
  expect(text).toMatch(/^ +- +kept\/scaler\.pkl .*left out: .* Name it like its version/m);
  const done = await succeed(folder, "import", "kept", "--name", "fraud");
  expect(done).toMatch(/^kept\/m_v1\.onnx has no metrics recorded: m_v1_metrics\.json/m);
  expect(await document(folder, "show", "fraud@1")).toMatchObject({
    artifacts: [{ path: "m_v1.onnx" }, { path: "scaler_v1.pkl", role: "preprocessor" }],
  });
});

test.skipIf(process.platform === "win32")(
  "what can't be registered is named with the reason, and so is what is left out",
  async () => {
    const folder = workspace({
      "kept/churn_v1.onnx": "one",
      "kept/churn_v2.onnx": "one",
      "kept/churn_v3?.onnx": "three",
    });
    const run = await cli(folder, "import", "kept");
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^failed +kept\/churn_v3\?\.onnx +.*not every platform allows/m);
    expect(run.stdout).toMatch(/^left out +kept\/churn_v\d\.onnx +the same bytes as /m);
    expect(run.stdout).toMatch(/^1 version registered$/m);
  },
);

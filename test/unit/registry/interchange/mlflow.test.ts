import { cp, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import initSqlJs from "sql.js";
import { expect, test } from "vitest";
import { RunId } from "../../../../src/core/model/run.ts";
import {
  importMlflow,
  type MlflowSummary,
} from "../../../../src/registry/interchange/import-mlflow.ts";
import { openMlflow } from "../../../../src/registry/interchange/open-mlflow.ts";
import { previewMlflow } from "../../../../src/registry/interchange/preview-mlflow.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { readRun } from "../../../../src/registry/runs/read-run.ts";
import type { Task } from "../../../../src/registry/task.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const fixtures = join(import.meta.dirname, "../../../fixtures/mlflow");

/** A workspace with the stores, which were made in another folder. */
async function workspace(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(fixtures, folder, { recursive: true });
  return folder;
}

async function importStore(
  registry: Registry,
  path: string,
  task: Task = {},
): Promise<MlflowSummary> {
  const opened = await openMlflow(registry, join(registry.folder, path));
  if (!opened) throw new Error(`${path} is no store`);
  try {
    const preview = await previewMlflow(registry, opened, {});
    return await importMlflow(registry, opened, preview, { acceptDanger: false }, task);
  } finally {
    opened.close();
  }
}

/** Returns the registry's content of the models of the fixture. */
function imported(registry: Registry): Promise<unknown> {
  return registry.read((state) =>
    state.models().map(({ name }) => ({
      name,
      versions: state
        .versions({ model: name, limit: 10 })
        .map(({ id, number, stage, metrics, aliases }) => ({
          number,
          stage,
          metrics,
          aliases: aliases ?? [],
          tags: Object.fromEntries(state.tags(name, id)),
          parameters: state.registration(id)?.recipe.parameters,
          run: state.registration(id)?.recipe.run?.name,
        })),
    })),
  );
}

const expected = [
  {
    name: "churn",
    versions: [
      {
        number: 1,
        stage: "None",
        metrics: {},
        aliases: [],
        tags: {},
        parameters: {},
        run: "plain",
      },
    ],
  },
  {
    name: "fraud-detection-model",
    versions: [
      {
        number: 3,
        stage: "Production",
        metrics: { loss: 0.2, "val/auc": 0.8 + 2 / 100 },
        aliases: ["champion"],
        tags: { validated: "yes" },
        parameters: { C: 1, solver: "lbfgs" },
        run: "run 3",
      },
      {
        number: 1,
        stage: "Archived",
        metrics: { loss: 0.02, "val/auc": 0.8 },
        aliases: [],
        tags: {},
        parameters: { C: 0.1, solver: "lbfgs" },
        run: "run 1",
      },
    ],
  },
];

test.each(["mlruns", "mlflow.db"])(
  "%s gives names, numbers, stages, aliases, runs",
  async (path) => {
    await withRegistry(await workspace(), async (registry) => {
      const summary = await importStore(registry, path);
      expect(summary).toMatchObject({ runs: 5, failedRuns: [] });
      expect(
        summary.versions.flatMap(({ refusal, notes }) => [...notes, ...(refusal ? [refusal] : [])]),
      ).toEqual([]);
      expect(await imported(registry)).toEqual(expected);
      const run = await registry.read((state) => {
        const model = state.models().find(({ name }) => name === "fraud-detection-model");
        const latest = model && state.latestVersion(model.name);
        return RunId.parse(latest && state.registration(latest.id)?.recipe.run?.id);
      });
      const { state, status, experiment } = await readRun(registry, { run });
      expect([status, experiment.name, state.name]).toEqual(["finished", "shop/fraud", "run 3"]);
      expect(Object.fromEntries(state.parameters)).toEqual({ C: 1, solver: "lbfgs" });
      expect(state.metrics.get("loss")).toMatchObject({ last: 0.2, count: 5 });

      // Once more, nothing happens.
      const again = await importStore(registry, path);
      expect(again.runs).toBe(0);
      expect(again.versions.every(({ isKnown }) => isKnown === true)).toBe(true);
      expect(await imported(registry)).toEqual(expected);
    });
  },
);

test("an import that was cancelled goes on where it stopped", async () => {
  await withRegistry(await workspace(), async (registry) => {
    const stop = new AbortController();
    const task = {
      signal: stop.signal,
      report: ({ message }: { readonly message: string }) => {
        if (message === "Recording the version") stop.abort();
      },
    };
    await expect(importStore(registry, "mlruns", task)).rejects.toMatchObject({
      refusal: { code: "cancelled" },
    });
    await importStore(registry, "mlruns");
    expect(await imported(registry)).toEqual(expected);
  });
});

test("what the policy refuses is left out and said", async () => {
  const folder = await workspace();
  await mkdir(join(folder, ".model-registry"));
  await writeFile(
    join(folder, ".model-registry/policy.yaml"),
    "version: 1\ngates:\n  Production:\n    tags: [{ tag: report }]\n",
  );
  await withRegistry(folder, async (registry) => {
    const { versions } = await importStore(registry, "mlruns");
    const third = versions.find(({ from }) => from === "fraud-detection-model/3");
    expect(third?.version?.stage).toBe("Staging");
    expect(third?.notes.join()).toMatch(/report/);
  });
});

test("a model that is here already is not mixed with that of MLflow", async () => {
  const folder = await workspace();
  await withRegistry(folder, async (registry) => {
    await importStore(registry, "mlruns");
    const { versions } = await importStore(registry, "mlflow.db");
    const third = versions.find(({ from }) => from === "fraud-detection-model/3");
    // The same version of the same store by another way.
    expect(third?.isKnown).toBe(true);
  });
});

test("files that are elsewhere are not taken, and named", async () => {
  const folder = await workspace();
  const secret = join(await temporaryFolder(), "secret");
  await mkdir(secret);
  await writeFile(join(secret, "weights.json"), "{}");
  const names = await readdir(join(folder, "mlruns"));
  const experiment = names.find((name) => /^\d{5,}$/.test(name)) ?? "";
  await withRegistry(folder, async (registry) => {
    const meta = join(folder, "mlruns/models/churn/version-1/meta.yaml");
    for (const source of [
      secret,
      `file://${secret}`,
      "runs:/x/../../..",
      "mlflow-artifacts:/../../etc",
    ]) {
      await writeFile(
        meta,
        `name: churn\nversion: 1\nsource: ${source}\nstorage_location: ${source}\n`,
      );
      const { versions } = await importStore(registry, "mlruns");
      expect(versions.find(({ from }) => from === "churn/1")?.refusal?.code).toBe(
        "invalid-request",
      );
    }
    // A link out of the store, too.
    await symlink(secret, join(folder, "mlruns", experiment, "link"));
    const place = `/x/mlruns/${experiment}/link`;
    await writeFile(
      meta,
      `name: churn\nversion: 1\nsource: ${place}\nstorage_location: ${place}\n`,
    );
    const { versions } = await importStore(registry, "mlruns");
    expect(versions.find(({ from }) => from === "churn/1")?.refusal?.code).toBe("invalid-request");
  });
});

test("a renamed store is found beside its files, and damaged parts are passed over", async () => {
  const folder = await workspace();
  await rename(join(folder, "mlruns"), join(folder, "old"));
  await writeFile(join(folder, "old/models/churn/version-1/meta.yaml"), "{ version: [");
  await rm(join(folder, "old/models/fraud-detection-model/version-1"), { recursive: true });
  await withRegistry(folder, async (registry) => {
    const { versions } = await importStore(registry, "old");
    expect(versions.map(({ from, refusal }) => [from, refusal])).toEqual([
      ["fraud-detection-model/3", undefined],
    ]);
  });
});

test("a database with views in place of tables is none, and one that is written is left alone", async () => {
  const folder = await temporaryFolder();
  const { Database } = await initSqlJs();
  const database = new Database();
  database.run(
    `CREATE TABLE experiments (experiment_id, name);
     CREATE VIEW runs AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n;`,
  );
  await writeFile(join(folder, "evil.db"), database.export());
  await writeFile(join(folder, "text.db"), "SQLite format 3\0and then nothing of it");
  await cp(join(fixtures, "mlflow.db"), join(folder, "mlflow.db"));
  await writeFile(join(folder, "mlflow.db-wal"), "something");
  await withRegistry(folder, async (registry) => {
    expect(await openMlflow(registry, join(folder, "evil.db"))).toBeUndefined();
    for (const name of ["text.db", "mlflow.db"]) {
      await expect(openMlflow(registry, join(folder, name))).rejects.toMatchObject({
        refusal: { code: "file-problem" },
      });
    }
    expect(await openMlflow(registry, folder)).toBeUndefined();
  });
});

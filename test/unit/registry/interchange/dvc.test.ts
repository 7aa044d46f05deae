import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import type { Run } from "../../../../src/core/runs/run.ts";
import { openDvc } from "../../../../src/registry/interchange/open-dvc.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { readHistory } from "../../../../src/registry/runs/read-history.ts";
import { readRun } from "../../../../src/registry/runs/read-run.ts";
import { withRun } from "../../../../src/registry/runs/with-run.ts";
import type { Task } from "../../../../src/registry/task.ts";
import { importAll } from "../../support/import-source.ts";
import { registration, useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const fixture = join(import.meta.dirname, "../../../fixtures/dvc");

async function workspace(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(fixture, folder, { recursive: true });
  return folder;
}

async function importFile(
  registry: Registry,
  path = "dvc.lock",
  task: Task = {},
): ReturnType<typeof importAll> {
  return importAll(registry, await openDvc(registry, join(registry.folder, path)), task);
}

async function runNamed(registry: Registry, name: string): Promise<Run> {
  const source = await openDvc(registry, join(registry.folder, "dvc.lock"));
  const found = source!.runs.find((run) => run.name === name);
  return readRun(registry, { run: found!.id });
}

test("stages are runs with command, parameters, data, outputs and values by step", async () => {
  const folder = await workspace();
  await withRegistry(folder, async (registry) => {
    expect(await importFile(registry)).toMatchObject({ runs: 4, failedRuns: [], versions: [] });
    const { id, state, status, experiment } = await runNamed(registry, "train");
    expect([status, experiment.name]).toEqual(["finished", basename(folder)]);
    expect(Object.fromEntries(state.parameters)).toEqual({
      seed: 1,
      "train.depth": 4,
      "train.lr": 0.1,
    });
    expect(state.metrics.get("loss")).toMatchObject({ last: 0.25, count: 4, step: 3 });
    expect(state.metrics.get("val.auc")).toMatchObject({ count: 4 });
    expect(state.metrics.get("f1")).toMatchObject({ last: 0.7, count: 1 });
    expect(state.metrics.has("step")).toBe(false);
    expect([...state.inputs.values()]).toMatchObject([
      { name: "data/clean.csv", digest: "c3c6bc2ae8ece4bd2510dca21225c041", sourceType: "dvc" },
    ]);
    expect([...state.artifacts.values()].map(({ path }) => path).sort()).toEqual([
      "dvclive/metrics.json",
      "dvclive/plots/metrics/loss.tsv",
      "dvclive/plots/metrics/val/auc.tsv",
      "metrics.json",
      "model.pkl",
    ]);
    expect(state.tags.get("dvc.out.model.pkl")).toBe("md5:35a5b1d85b7654229dfe85526c3f385f");
    expect(state.tags.has("dvc.absent")).toBe(false);
    const history = await readHistory(registry, { run: id, keys: ["loss"] });
    expect(history.get("loss")?.values).toEqual(
      [1, 0.5, 1 / 3, 0.25].map((each) => expect.closeTo(each) as number),
    );
    // Its command has a secret, and is not recorded.
    const started = await registry.read((now) =>
      now.events.log({ kind: "run.started" }, { limit: 9 }),
    );
    expect(JSON.stringify(started)).not.toContain("not-for-the-ledger");
    expect(JSON.stringify(started)).toContain("python prepare.py");
    expect(JSON.stringify(started)).toContain('"folder":"sweep"');
  });
});

test("an import again makes nothing, and a stage that ran again is another run", async () => {
  const folder = await workspace();
  await withRegistry(folder, async (registry) => {
    await importFile(registry);
    expect(await importFile(registry, "dvc.yaml")).toMatchObject({ runs: 0 });
    const lock = join(folder, "dvc.lock");
    await writeFile(lock, (await readFile(lock, "utf8")).replace("lr: 0.1", "lr: 0.2"));
    expect(await importFile(registry)).toMatchObject({ runs: 1 });
  });
});

test("outputs that are other by now are named and left out", async () => {
  const folder = await workspace();
  await writeFile(join(folder, "model.pkl"), "trained again");
  await rm(join(folder, "dvclive/plots/metrics/loss.tsv"));
  await withRegistry(folder, async (registry) => {
    await importFile(registry);
    const { state } = await runNamed(registry, "train");
    expect(state.tags.get("dvc.absent")).toBe("dvclive/plots/metrics, model.pkl");
    expect([...state.artifacts.values()].map(({ path }) => path)).not.toContain("model.pkl");
    // The final value is in a file that is as it was.
    expect(state.metrics.get("loss")).toMatchObject({ last: 0.25, count: 1 });
  });
});

test("what DVCLive logged without a pipeline is one run", async () => {
  const folder = await temporaryFolder();
  await cp(join(fixture, "dvclive"), join(folder, "dvclive"), { recursive: true });
  await withRegistry(folder, async (registry) => {
    expect(await importFile(registry, "dvclive")).toMatchObject({ runs: 1 });
    expect(await importFile(registry, "dvclive")).toMatchObject({ runs: 0 });
    const source = await openDvc(registry, join(folder, "dvclive"));
    const { state } = await readRun(registry, { run: source!.runs[0]!.id });
    expect(state.parameters.get("seed")).toBe(1);
    expect(state.metrics.get("loss")).toMatchObject({ count: 4 });
  });
});

test("a version that is registered from a stage has its data", async () => {
  await withRegistry(await workspace(), async (registry) => {
    await importFile(registry);
    const { id } = await runNamed(registry, "train");
    const request = await withRun(registry, registration(), id);
    expect(request.namedData).toEqual([{ name: "data/clean.csv", place: "data/clean.csv" }]);
  });
});

test("a cancelled import has begun no run that it did not end", async () => {
  await withRegistry(await workspace(), async (registry) => {
    const stop = new AbortController();
    const task = {
      signal: stop.signal,
      report: ({ message }: { readonly message: string }) => {
        if (message.includes("(2 of 4)")) stop.abort();
      },
    };
    await expect(importFile(registry, "dvc.lock", task)).rejects.toMatchObject({
      refusal: { code: "cancelled" },
    });
    const begun = await registry.read((state) =>
      state.events.log({ kind: "run.started" }, { limit: 9 }),
    );
    const ended = await registry.read((state) =>
      state.events.log({ kind: "run.finished" }, { limit: 9 }),
    );
    expect([begun.length, ended.length]).toEqual([1, 1]);
    expect(await importFile(registry)).toMatchObject({ runs: 3 });
  });
});

test("a file that is no pipeline is none", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "dvc.lock"), "stages: [1, 2\n");
  await withRegistry(folder, async (registry) => {
    expect(await openDvc(registry, join(folder, "dvc.lock"))).toBeUndefined();
    expect(await openDvc(registry, folder)).toBeUndefined();
  });
});

import { existsSync } from "node:fs";
import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { defaultKeeping } from "../../../../src/core/model/policy/monitoring-defaults.ts";
import { RunId } from "../../../../src/core/model/run.ts";
import type { MetricsLine } from "../../../../src/core/runs/run-log-line.ts";
import type { Run } from "../../../../src/core/runs/run.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { collectGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import { deleteRun, restoreRun } from "../../../../src/registry/runs/delete-run.ts";
import { finishRun, resumeRun, sealRuns } from "../../../../src/registry/runs/finish-run.ts";
import { logToRun } from "../../../../src/registry/runs/log-to-run.ts";
import {
  changeLoggedModel,
  createLoggedModel,
  readLoggedModel,
  removeLoggedModel,
} from "../../../../src/registry/runs/logged-models.ts";
import { readHistory } from "../../../../src/registry/runs/read-history.ts";
import { readRun } from "../../../../src/registry/runs/read-run.ts";
import {
  listRunArtifacts,
  logArtifacts,
  readRunArtifact,
  removeRunArtifacts,
} from "../../../../src/registry/runs/run-artifacts.ts";
import { startRun } from "../../../../src/registry/runs/start-run.ts";
import { currentProcess, ownerTag } from "../../../../src/storage/files/process-owner.ts";
import { refusalOf } from "../../support/refusal.ts";
import { findings, useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const makeFolder = useTemporaryFolders();

function metrics(step: number, values: Record<string, number>): MetricsLine {
  return { kind: "metrics", at: 1_000 + step, step, values };
}

function started(registry: Registry, name?: string): Promise<Run> {
  return startRun(registry, { name, process: "this-process", experiment: { name: "churn" } });
}

function runsFolder(registry: Registry): Promise<string[]> {
  return readdir(registry.paths.runs);
}

test("a run is logged, ended, sealed, and the same after the index was removed", async () => {
  const folder = await makeFolder();
  let run = RunId.parse("x");
  await withRegistry(folder, async (registry) => {
    ({ id: run } = await started(registry, "nightly"));
    for (let step = 0; step < 50; step += 1) {
      await logToRun(registry, { run, lines: [metrics(step, { loss: 1 / (step + 1), lr: 0.1 })] });
    }
    await logToRun(registry, {
      run,
      lines: [
        { kind: "parameters", at: 1, values: { depth: 6 } },
        { kind: "tags", at: 1, values: { team: "risk" } },
      ],
    });
    expect((await readRun(registry, { run })).status).toBe("running");
    const ended = await finishRun(registry, { run, status: "finished", end: 9_000_000_000_000 });
    expect(ended).toMatchObject({ status: "finished", isLive: false });
    expect(await runsFolder(registry)).toEqual([]);
  });
  await rm(join(folder, ".model-registry", "registry.db"));
  await withRegistry(folder, async (registry) => {
    const read = await readRun(registry, { run });
    expect(read).toMatchObject({ status: "finished", isLive: false });
    expect(read.experiment.name).toBe("churn");
    expect(read.state.name).toBe("nightly");
    expect(read.state.end).toBe(9_000_000_000_000);
    expect(read.state.metrics.get("loss")).toMatchObject({
      last: 1 / 50,
      lowest: 1 / 50,
      highest: 1,
      step: 49,
      count: 50,
    });
    expect(read.state.parameters.get("depth")).toBe(6);
    expect(read.state.tags.get("team")).toBe("risk");
    const history = await readHistory(registry, { run, keys: ["loss", "absent"] });
    expect([...history.keys()]).toEqual(["loss"]);
    expect(history.get("loss")?.steps).toEqual(Array.from({ length: 50 }, (_, step) => step));
    expect(await findings(registry)).toEqual([]);
  });
});

test("a run that ends right after it is in the ledger is seen as interrupted", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const commit = registry.commit.bind(registry);
    vi.spyOn(registry, "commit").mockImplementation(async (...given) => {
      await commit(...given);
      throw new Error("ended");
    });
    await expect(started(registry)).rejects.toThrow("ended");
    const [file = ""] = await runsFolder(registry);
    const [begin = ""] = (await readFile(join(registry.paths.runs, file), "utf8")).split("\n");
    const owner = ownerTag(await currentProcess());
    expect(JSON.parse(begin)).toMatchObject({ kind: "start", process: owner, experiment: "churn" });
  });
});

test("nothing stays of a run whose first lines can't be logged", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const lines = [1, 2].map((depth) => ({
      kind: "parameters" as const,
      at: 1,
      values: { depth },
    }));
    const refusal = await refusalOf(startRun(registry, { run: "twice", lines }));
    expect(refusal).toMatchObject({ code: "invalid-request", reason: "run-parameter-changed" });
    expect(await runsFolder(registry)).toEqual([]);
    expect((await refusalOf(readRun(registry, { run: RunId.parse("twice") }))).code).toBe(
      "unknown-run",
    );
  });
});

test("a resumed run goes on in another segment, and histories span both", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const { id: run } = await started(registry);
    await logToRun(registry, { run, lines: [metrics(1, { loss: 3 })] });
    await finishRun(registry, { run, status: "failed" });
    expect((await resumeRun(registry, { run, process: "this-process" })).status).toBe("running");
    await logToRun(registry, { run, lines: [metrics(2, { loss: 2 })] });
    const live = await readHistory(registry, { run, keys: ["loss"] });
    expect(live.get("loss")?.values).toEqual([3, 2]);
    expect((await refusalOf(resumeRun(registry, { run }))).reason).toBe("run-already-running");
    const ended = await finishRun(registry, { run, status: "finished" });
    expect(ended.segments).toHaveLength(2);
    const sealed = await readHistory(registry, { run, keys: ["loss"] });
    expect(sealed.get("loss")?.values).toEqual([3, 2]);
    expect(ended.state.metrics.get("loss")).toMatchObject({ count: 2, last: 2, highest: 3 });
  });
});

test("what is logged after the end keeps the state, and is sealed when it is quiet", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const { id: run } = await started(registry);
    await finishRun(registry, { run, status: "finished" });
    await logToRun(registry, { run, lines: [{ kind: "tags", at: 2, values: { seen: "yes" } }] });
    const late = await readRun(registry, { run });
    expect(late).toMatchObject({ status: "finished", isLive: true });
    expect(late.state.tags.get("seen")).toBe("yes");
    expect(await sealRuns(registry, { quietFor: 3_600_000 })).toEqual([]);
    expect(await sealRuns(registry, { quietFor: 0 })).toEqual([run]);
    const sealed = await readRun(registry, { run });
    expect(sealed).toMatchObject({ status: "finished", isLive: false });
    expect(sealed.state.tags.get("seen")).toBe("yes");
  });
});

test("a parameter keeps its value, and nothing of a refused batch is logged", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const { id: run } = await started(registry);
    await logToRun(registry, { run, lines: [{ kind: "parameters", at: 1, values: { depth: 6 } }] });
    await logToRun(registry, { run, lines: [{ kind: "parameters", at: 1, values: { depth: 6 } }] });
    const changed = logToRun(registry, {
      run,
      lines: [metrics(1, { loss: 1 }), { kind: "parameters", at: 2, values: { depth: 7 } }],
    });
    expect((await refusalOf(changed)).reason).toBe("run-parameter-changed");
    const { state } = await readRun(registry, { run });
    expect(state.parameters.get("depth")).toBe(6);
    expect(state.metrics.size).toBe(0);
  });
});

test("two instances log to one run, and one seals it under the other's hands", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, (first) =>
    withRegistry(folder, async (second) => {
      const { id: run } = await started(first);
      await logToRun(second, { run, lines: [metrics(1, { a: 1 })] });
      await logToRun(first, { run, lines: [metrics(1, { b: 2 })] });
      await finishRun(second, { run, status: "finished" });
      await logToRun(first, { run, lines: [metrics(2, { c: 3 })] });
      const read = await readRun(second, { run });
      expect([...read.state.metrics.keys()].sort()).toEqual(["a", "b", "c"]);
      expect(read.isLive).toBe(true);
      expect(await sealRuns(second, { quietFor: 0 })).toEqual([run]);
      expect([...(await readRun(first, { run })).state.metrics.keys()].sort()).toEqual([
        "a",
        "b",
        "c",
      ]);
    }),
  );
});

test("a torn line, foreign lines and a foreign file are passed over", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const { id: run } = await started(registry);
    const path = join(registry.paths.runs, `${run}.jsonl`);
    await appendFile(path, 'rubbish\n{"kind":"dance","at":1}\n[1]\nnull\n{"kind":"metrics","at"');
    await writeFile(join(registry.paths.runs, "notes.txt"), "mine");
    await writeFile(join(registry.paths.runs, "..odd.jsonl"), "{}");
    expect((await readRun(registry, { run })).state.metrics.size).toBe(0);
    await logToRun(registry, { run, lines: [metrics(1, { loss: 1 })] });
    await logToRun(registry, { run, lines: [metrics(2, { loss: 2 })] });
    expect((await readRun(registry, { run })).state.metrics.get("loss")?.count).toBe(2);
    await withRegistry(registry.folder, async (other) => {
      expect((await readRun(other, { run })).state.metrics.get("loss")?.count).toBe(2);
    });
    expect(await readFile(path, "utf8")).toContain('"at"\n{"kind":"metrics"');
  });
});

test("artifacts stay while their run is there, and are freed a week after it was deleted", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const { id: run } = await started(registry);
    await logArtifacts(registry, {
      run,
      files: [
        { path: "plots/roc.txt", source: { bytes: Buffer.from("roc") } },
        { path: "model.txt", source: { stream: chunks("mo", "del") } },
      ],
    });
    expect((await collectGarbage(registry, {})).objects).toBe(0);
    expect(await listRunArtifacts(registry, { run })).toMatchObject([
      { kind: "file", path: "model.txt" },
      { kind: "folder", path: "plots" },
    ]);
    const { file } = await readRunArtifact(registry, { run, path: "model.txt" });
    expect(await readFile(file, "utf8")).toBe("model");
    await finishRun(registry, { run, status: "finished" });
    expect((await collectGarbage(registry, {})).objects).toBe(0);
    await removeRunArtifacts(registry, { run, path: "plots" });
    expect(await listRunArtifacts(registry, { run, folder: "plots" })).toEqual([]);
    expect((await refusalOf(readRunArtifact(registry, { run, path: "plots/roc.txt" }))).code).toBe(
      "unknown-artifact",
    );
    await deleteRun(registry, { run });
    expect((await refusalOf(logToRun(registry, { run, lines: [] }))).reason).toBe("run-deleted");
    expect((await collectGarbage(registry, {})).objects).toBe(0);
    await restoreRun(registry, { run });
    await readRunArtifact(registry, { run, path: "model.txt" });
    await deleteRun(registry, { run });
    const week = 8 * 24 * 60 * 60 * 1000;
    const inUse = await registry.read((state) =>
      state.bytes.digestsInUse(defaultKeeping, Date.now() + week),
    );
    expect(inUse.size).toBe(0);
    expect(existsSync(file)).toBe(true);
  });
});

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

test("paths of artifacts don't lead elsewhere", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const { id: run } = await started(registry);
    for (const path of ["../x", "/etc/x", "a//b", "C:\\x", "", "a/../b"]) {
      const source = { bytes: Buffer.from("x") };
      const logging = logArtifacts(registry, { run, files: [{ path, source }] });
      expect((await refusalOf(logging)).reason).toBe("run-artifact-path");
    }
  });
});

test("logged models have parameters, tags, metrics and files of their own", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const { id: run } = await started(registry);
    const made = await createLoggedModel(registry, { run, name: "clf", parameters: { c: "1" } });
    const { id } = made.model;
    expect(made.model).toMatchObject({ status: "pending", name: "clf", parameters: { c: "1" } });
    await logArtifacts(registry, {
      run,
      model: id,
      files: [{ path: "MLmodel", source: { bytes: Buffer.from("flavors: {}") } }],
    });
    await logToRun(registry, { run, lines: [{ ...metrics(1, { auc: 0.9 }), model: id }] });
    await changeLoggedModel(registry, { id, status: "ready", tags: { a: "1", b: null } });
    expect(await listRunArtifacts(registry, { run })).toEqual([]);
    expect(await listRunArtifacts(registry, { run, model: id })).toHaveLength(1);
    await finishRun(registry, { run, status: "finished" });
    const sealed = await readLoggedModel(registry, { id });
    expect(sealed.model).toMatchObject({ status: "ready", tags: { a: "1" } });
    expect(sealed.model.metrics).toMatchObject([{ key: "auc", value: 0.9 }]);
    await removeLoggedModel(registry, { id });
    expect((await refusalOf(readLoggedModel(registry, { id }))).code).toBe("unknown-artifact");
  });
});

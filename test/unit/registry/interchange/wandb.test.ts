import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { RunId } from "../../../../src/core/model/run.ts";
import { openWandb } from "../../../../src/registry/interchange/open-wandb.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { readHistory } from "../../../../src/registry/runs/read-history.ts";
import { readRun } from "../../../../src/registry/runs/read-run.ts";
import { importAll } from "../../support/import-source.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";
import { wandbRun } from "../../support/wandb-run.ts";

const temporaryFolder = useTemporaryFolders();
const fixtures = join(wandbRun, "..");
const second = "offline-run-20261130_171709-8qffg76f";
/** Folder in which the script of the fixture had W&B keep its copies. */
const madeIn = `/tmp/wandb-data-${"x".repeat(150)}`;

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Replaces a text of the log by one of the same length, and corrects the checksums. */
function replaced(log: Buffer, from: string, to: string): Buffer {
  const bytes = Buffer.from(log.toString("latin1").replaceAll(from, to), "latin1");
  let position = 7;
  while (position + 7 <= bytes.length) {
    const left = 32_768 - (position % 32_768);
    if (left < 7) {
      position += left;
      continue;
    }
    const end = position + 7 + bytes.readUInt16LE(position + 4);
    bytes.writeUInt32LE(crc32(bytes.subarray(position + 6, end)), position);
    position = end;
  }
  return bytes;
}

/** A workspace with both runs, and the copies that W&B made of the files of artifacts. */
async function workspace(): Promise<{ readonly folder: string; readonly copies: string }> {
  const folder = await temporaryFolder();
  await cp(fixtures, join(folder, "wandb"), { recursive: true });
  const parent = await temporaryFolder();
  const data = `${parent}/`.padEnd(madeIn.length, "d");
  vi.stubEnv("WANDB_DATA_DIR", data);
  const log = join(folder, "wandb", second, "run-8qffg76f.wandb");
  const bytes = await readFile(log);
  await writeFile(log, replaced(bytes, madeIn, data));
  const copies = join(data, "artifacts", "staging");
  await mkdir(copies, { recursive: true });
  const names = [...bytes.toString("latin1").matchAll(/staging\/(tmp\w{8})/g)].map(
    ([, name]) => name,
  );
  const [net = "", table = ""] = [...new Set(names)];
  await writeFile(join(copies, net), "the weights of a net");
  await writeFile(join(copies, table), "a,b\n1,2\n");
  return { folder, copies };
}

async function importRuns(registry: Registry, path = "wandb"): ReturnType<typeof importAll> {
  return importAll(registry, await openWandb(registry, join(registry.folder, path)));
}

test("runs come with configuration, values by step, packages and state", async () => {
  const { folder } = await workspace();
  await withRegistry(folder, async (registry) => {
    expect(await importRuns(registry)).toMatchObject({ runs: 2, failedRuns: [] });
    const run = RunId.parse("nahxwitz");
    const { state, status, experiment } = await readRun(registry, { run });
    expect([status, experiment.name, state.name]).toEqual(["finished", "fraud", "first"]);
    expect(state.user).toBeUndefined();
    expect(state.parameters.get("model.depth")).toBe(4);
    expect(state.parameters.has("api_key")).toBe(false);
    expect(state.metrics.get("loss")).toMatchObject({ last: 1 / 300, count: 300, step: 299 });
    expect(state.metrics.get("best_auc")).toMatchObject({ last: 0.8299, count: 1 });
    expect([...state.artifacts.keys()].join()).not.toContain("config.yaml");
    const history = await readHistory(registry, { run, keys: ["loss"] });
    expect(history.get("loss")?.at[0]).toBeGreaterThan(Date.UTC(2026, 10, 1));
    expect(state.context).toBeDefined();
  });
});

test("an artifact of a model is a version with its aliases, stage and metadata", async () => {
  const { folder } = await workspace();
  await withRegistry(folder, async (registry) => {
    const { versions } = await importRuns(registry);
    expect(versions).toMatchObject([
      {
        from: "fraud-net of run second",
        version: { stage: "Staging", aliases: ["best"] },
        notes: [],
      },
    ]);
    const id = versions[0]!.version!.id;
    const found = await registry.read((state) => state.registration(id));
    expect(found).toMatchObject({
      source: `wandb/${second}/fraud-net`,
      artifacts: [{ path: "net.bin", size: "the weights of a net".length }],
      recipe: {
        metrics: { loss: 0.2 },
        parameters: { learning_rate: 0.2 },
        run: { id: "8qffg76f", experiment: "fraud" },
        command: { line: "python train.py --lr 0.2" },
        otherMetadata: { accuracy: 0.9, wandb_type: "model" },
        history: { metrics: { loss: 5 } },
      },
    });
    expect(JSON.stringify(found)).not.toContain("not-for-the-ledger");
    const again = await importRuns(registry);
    expect(again.runs).toBe(0);
    expect(again.versions.map(({ isKnown }) => isKnown)).toEqual([true]);
  });
});

test("a file is taken only from W&B's own folders, and only with the bytes that were logged", async () => {
  const { folder, copies } = await workspace();
  vi.stubEnv("WANDB_DATA_DIR", await temporaryFolder());
  await withRegistry(folder, async (registry) => {
    const [outside] = (await importRuns(registry)).versions;
    expect(outside?.refusal).toMatchObject({ reason: "foreign-files-absent" });
    vi.stubEnv("WANDB_DATA_DIR", join(copies, "..", ".."));
    const source = await openWandb(registry, join(folder, "wandb"));
    const net = source!.versions[0]!;
    await rm(copies, { recursive: true });
    await expect(net.bring({})).rejects.toMatchObject({
      refusal: { reason: "foreign-files-absent" },
    });
  });
});

test("a run of an old release has its history in a file of lines", async () => {
  const folder = await temporaryFolder();
  const files = join(folder, "wandb/run-20200102_030405-abcd1234/files");
  await mkdir(files, { recursive: true });
  const write = (name: string, text: string): Promise<void> => writeFile(join(files, name), text);
  await write("config.yaml", "wandb_version: 1\nlr:\n  desc: null\n  value: 0.1\n");
  await write("wandb-summary.json", '{"loss": 0.5, "_runtime": 12, "_step": 1}');
  await write("wandb-metadata.json", '{"program": "train.py", "git": {"commit": "0123456789"}}');
  const at = (seconds: number): number => Date.UTC(2020, 0, 2) / 1000 + seconds;
  await write(
    "wandb-history.jsonl",
    `{"loss": 1, "_step": 0, "_timestamp": ${at(1)}}\nbroken\n{"loss": 0.5, "_step": 1, "_timestamp": ${at(2)}}\n`,
  );
  await withRegistry(folder, async (registry) => {
    expect(await importRuns(registry, "wandb/run-20200102_030405-abcd1234")).toMatchObject({
      runs: 1,
    });
    const { state, status } = await readRun(registry, { run: RunId.parse("abcd1234") });
    expect(status).toBe("finished");
    expect(state.parameters.get("lr")).toBe(0.1);
    expect(state.tags.get("mlflow.source.git.commit")).toBe("0123456789");
    expect(state.metrics.get("loss")).toMatchObject({ last: 0.5, count: 2 });
  });
});

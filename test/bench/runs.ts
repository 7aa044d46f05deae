import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunId } from "../../src/core/model/run.ts";
import type { RunLogLine } from "../../src/core/runs/run-log-line.ts";
import type { Registry } from "../../src/registry/registry.ts";
import { finishRun } from "../../src/registry/runs/finish-run.ts";
import { logToRun } from "../../src/registry/runs/log-to-run.ts";
import { readHistory } from "../../src/registry/runs/read-history.ts";
import { searchRuns } from "../../src/registry/runs/search-runs.ts";
import { startRun } from "../../src/registry/runs/start-run.ts";
import { registryPaths } from "../../src/storage/files/registry-paths.ts";
import { duration, openRegistry, printTable, quantile, timed } from "./measure.ts";
import { writeSyntheticLedger } from "./synthetic-registry.ts";

const versions = 1_000;
const runs = 1_000;
/** Values of each run: 10 million in all. */
const steps = 5_000;
const keys = ["loss", "val.auc"];
const longSteps = 100_000;
/** Steps that are logged at once. */
const batch = 1_000;

/**
 * Measures training runs: when a registry is opened, when they log, and when their page is shown.
 */
export async function benchRuns(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "model-registry-bench-"));
  try {
    await writeSyntheticLedger(folder, versions, 0);
    const without = await opening(folder);
    const registry = await openRegistry(folder);
    const sealing = await logRuns(registry);
    const long = await logLongRun(registry);
    const history = await repeated(() =>
      readHistory(registry, { run: long, keys: ["loss"], points: 600 }),
    );
    const auc = { kind: "metric", key: "val.auc" } as const;
    const searching = await repeated(() =>
      searchRuns(registry, {
        conditions: [{ field: auc, operator: ">", value: 0.5 }],
        order: [{ field: auc, isDescending: true }],
        limit: 50,
      }),
    );
    const { id: live } = await startRun(registry, { name: "live" });
    const values = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`metric.${index}`, index]),
    );
    let step = 0;
    const logging = await repeated(() => {
      const line: RunLogLine = { kind: "metrics", at: step, step: (step += 1), values };
      return logToRun(registry, { run: live, lines: [line] });
    }, 100);
    const one = await repeated(() => {
      const line: RunLogLine = {
        kind: "metrics",
        at: step,
        step: (step += 1),
        values: { loss: 1 },
      };
      return logToRun(registry, { run: live, lines: [line] });
    }, 500);
    await finishRun(registry, { run: live, status: "finished" });
    await registry.close();
    const [index, ledger] = await sizes(folder);
    printTable(
      ["runs", `${runs.toLocaleString("en")} runs, 10 million values`],
      [
        ["opening the registry without runs, index saved", without],
        ["opening it with them", await opening(folder)],
        ["the index, in all", `${(index / 1e6).toFixed(1)} MB`],
        ["the ledger's file, in all", `${(ledger / 1e6).toFixed(1)} MB`],
        ["logging 1,000 metrics at once to a live run", duration(logging)],
        ["logging one metric", duration(one)],
        ["a history of 100,000 steps for a chart", duration(history)],
        ["finding 50 runs by a metric", duration(searching)],
        ["ending a run of 10,000 values", duration(sealing)],
      ],
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function logRuns(registry: Registry): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    const { id: run } = await startRun(registry, {
      name: `run ${index}`,
      experiment: { name: `experiment ${index % 10}` },
      lines: [{ kind: "parameters", at: 0, values: { depth: index % 12, lr: 0.1 / (index + 1) } }],
    });
    await logSteps(registry, run, steps, index);
    times.push(await timed(() => finishRun(registry, { run, status: "finished" })));
  }
  return quantile(times, 0.5);
}

async function logSteps(
  registry: Registry,
  run: RunId,
  count: number,
  seed: number,
): Promise<void> {
  for (let start = 0; start < count; start += batch) {
    const lines = Array.from({ length: batch }, (_, index): RunLogLine => {
      const step = start + index;
      const loss = 1 / (1 + step / 100) + Math.sin(step + seed) / 50;
      const values = Object.fromEntries(
        keys.map((key, place) => [key, place === 0 ? loss : 1 - loss]),
      );
      return { kind: "metrics", at: 1_700_000_000_000 + step, step, values };
    });
    await logToRun(registry, { run, lines });
  }
}

async function logLongRun(registry: Registry): Promise<RunId> {
  const { id: run } = await startRun(registry, { name: "long" });
  await logSteps(registry, run, longSteps, 1);
  await finishRun(registry, { run, status: "finished" });
  return run;
}

/** Median time from nothing to the first answer. */
async function opening(folder: string): Promise<string> {
  const time = await repeated(async () => {
    const registry = await openRegistry(folder);
    await registry.read((state) => state.models());
    await registry.close();
  }, 7);
  return duration(time);
}

async function sizes(folder: string): Promise<readonly [index: number, ledger: number]> {
  const { index, ledger } = registryPaths(folder);
  const files = await Promise.all(
    (await readdir(ledger)).map(async (name) => (await stat(join(ledger, name))).size),
  );
  return [(await stat(index)).size, files.reduce((sum, size) => sum + size, 0)];
}

async function repeated(body: () => Promise<unknown>, count = 9): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < count; round += 1) times.push(await timed(body));
  return quantile(times, 0.5);
}

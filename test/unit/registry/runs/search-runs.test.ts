import { expect, test } from "vitest";
import type { MetricsLine } from "../../../../src/core/runs/run-log-line.ts";
import {
  createExperiment,
  deleteExperiment,
  listExperiments,
  restoreExperiment,
  updateExperiment,
} from "../../../../src/registry/runs/experiments.ts";
import { finishRun } from "../../../../src/registry/runs/finish-run.ts";
import { logToRun } from "../../../../src/registry/runs/log-to-run.ts";
import { readRun } from "../../../../src/registry/runs/read-run.ts";
import { searchRuns } from "../../../../src/registry/runs/search-runs.ts";
import { startRun } from "../../../../src/registry/runs/start-run.ts";
import { refusalOf } from "../../support/refusal.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const makeFolder = useTemporaryFolders();

function metrics(step: number, values: Record<string, number>): MetricsLine {
  return { kind: "metrics", at: 1_000 + step, step, values };
}

test("runs are found by metrics, parameters, tags and attributes, live or sealed", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    for (const depth of [1, 2, 3, 4]) {
      const { id: run } = await startRun(registry, {
        run: `run${depth}`,
        name: `depth ${depth}`,
        start: depth,
        experiment: { name: depth === 4 ? "other" : "churn" },
      });
      const team = depth % 2 === 0 ? "risk" : "growth";
      await logToRun(registry, {
        run,
        lines: [
          metrics(1, { auc: depth / 10 }),
          { kind: "parameters", at: 1, values: { depth } },
          { kind: "tags", at: 1, values: { team } },
        ],
      });
      if (depth < 3) await finishRun(registry, { run, status: "finished" });
    }
    const auc = { kind: "metric", key: "auc" } as const;
    const found = async (search: Partial<Parameters<typeof searchRuns>[1]>): Promise<string[]> => {
      const { runs } = await searchRuns(registry, { limit: 10, ...search });
      return runs.map(({ id }) => id);
    };
    expect(await found({})).toEqual(["run4", "run3", "run2", "run1"]);
    expect(await found({ order: [{ field: auc, isDescending: false }] })).toEqual([
      "run1",
      "run2",
      "run3",
      "run4",
    ]);
    expect(await found({ conditions: [{ field: auc, operator: ">", value: 0.15 }] })).toEqual([
      "run4",
      "run3",
      "run2",
    ]);
    const team = { kind: "tag", key: "team" } as const;
    expect(await found({ conditions: [{ field: team, operator: "like", value: "ri%" }] })).toEqual([
      "run4",
      "run2",
    ]);
    const depth = { kind: "parameter", key: "depth" } as const;
    expect(await found({ conditions: [{ field: depth, operator: "=", value: "2" }] })).toEqual([
      "run2",
    ]);
    const status = { kind: "attribute", key: "status" } as const;
    expect(
      await found({ conditions: [{ field: status, operator: "in", value: ["finished"] }] }),
    ).toEqual(["run2", "run1"]);
    expect(await found({ limit: 1, offset: 1 })).toEqual(["run3"]);
    const experiments = await listExperiments(registry);
    const churn = experiments.find(({ name }) => name === "churn");
    expect(await found({ experiments: churn ? [churn.id] : [] })).toEqual(["run3", "run2", "run1"]);
    expect(churn?.runCount).toBe(3);
  });
});

test("experiments are made, renamed, tagged, deleted with their runs, and restored", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const made = await createExperiment(registry, { name: "churn", tags: { owner: "Ada" } });
    expect((await refusalOf(createExperiment(registry, { name: "churn" }))).code).toBe(
      "experiment-exists",
    );
    const experiment = { name: "attrition" };
    await updateExperiment(registry, {
      experiment: { name: "churn" },
      to: "attrition",
      tags: { owner: null, note: "x" },
    });
    const { id: run } = await startRun(registry, { experiment });
    expect(await listExperiments(registry)).toMatchObject([
      { id: made.id, name: "attrition", tags: { note: "x" }, runCount: 1, isDeleted: false },
    ]);
    await deleteExperiment(registry, { experiment });
    expect((await refusalOf(logToRun(registry, { run, lines: [] }))).reason).toBe("run-deleted");
    expect((await refusalOf(startRun(registry, { experiment }))).reason).toBe("experiment-deleted");
    await restoreExperiment(registry, { experiment });
    expect((await readRun(registry, { run })).isDeleted).toBe(false);
  });
});

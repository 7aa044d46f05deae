import { expect, test } from "vitest";
import { RunId } from "../../../../src/core/model/run.ts";
import type { MetricsLine } from "../../../../src/core/runs/run-log-line.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { logToRun } from "../../../../src/registry/runs/log-to-run.ts";
import { readHistory } from "../../../../src/registry/runs/read-history.ts";
import { readRun } from "../../../../src/registry/runs/read-run.ts";
import { startRun } from "../../../../src/registry/runs/start-run.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const makeFolder = useTemporaryFolders();

function metrics(step: number, values: Record<string, number>): MetricsLine {
  return { kind: "metrics", at: 1_000 + step, step, values };
}

test("a batch that is sent again, since its answer was lost, counts once", async () => {
  const folder = await makeFolder();
  let run = RunId.parse("x");
  const batch: MetricsLine[] = [
    ...[0, 1, 2].map((step) => metrics(step, { loss: 1 / (step + 1), lr: 0.1 })),
    { ...metrics(2, { loss: 0.5 }), model: "m-1" },
  ];
  const seen = async (registry: Registry): Promise<unknown> => {
    const { state } = await readRun(registry, { run });
    const history = await readHistory(registry, { run, keys: ["loss"] });
    return [state.metrics.get("loss")?.count, history.get("loss")?.values, state.metrics.get("lr")];
  };
  await withRegistry(folder, async (registry) => {
    ({ id: run } = await startRun(registry, { process: "this-process" }));
    await logToRun(registry, { run, lines: batch });
    const before = await seen(registry);
    await logToRun(registry, { run, lines: batch });
    // Two clients may put the same values on other lines.
    await logToRun(registry, { run, lines: [metrics(1, { lr: 0.1 }), metrics(0, { loss: 1 })] });
    expect(await seen(registry)).toEqual(before);
  });
  // The server was killed before it answered.
  await withRegistry(folder, async (registry) => {
    const before = await seen(registry);
    await logToRun(registry, { run, lines: [...batch, ...batch] });
    expect(await seen(registry)).toEqual(before);
    await logToRun(registry, { run, lines: [metrics(1, { loss: 0.25 }), metrics(3, { lr: 0.1 })] });
    expect(await seen(registry)).toEqual([
      5,
      [1, 0.25, 0.5, 1 / 3, 0.5],
      expect.objectContaining({ count: 4, step: 3 }),
    ]);
  });
});

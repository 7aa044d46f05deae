import { expect, it } from "vitest";
import type { LineageNode } from "../../../../src/core/lineage/lineage-node.ts";
import { withRegistryRuns } from "../../../../src/registry/lineage/registry-runs.ts";
import { deleteRun } from "../../../../src/registry/runs/delete-run.ts";
import { finishRun } from "../../../../src/registry/runs/finish-run.ts";
import { startRun } from "../../../../src/registry/runs/start-run.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

it("tells runs of the registry, which have a page, from those of other tools and deleted ones", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    const begin = { process: "this-process", experiment: { name: "churn" } } as const;
    const [kept, deleted] = [await startRun(registry, begin), await startRun(registry, begin)];
    await finishRun(registry, { run: deleted.id, status: "finished" });
    await deleteRun(registry, { run: deleted.id });
    const nodes = [kept.id, deleted.id, "wandb-1"].map((run): LineageNode => ({
      id: `run:${run}`,
      kind: "run",
      label: run,
      run,
    }));
    const shown = await registry.read((state) => withRegistryRuns(state, { nodes, edges: [] }));
    expect(shown.nodes.map((node) => node.kind === "run" && node.recorded)).toEqual([
      kept.id,
      undefined,
      undefined,
    ]);
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layoutLineage, type LayoutRequest } from "../../src/core/lineage/layout-lineage.ts";
import type {
  LineageEdge,
  LineageGraph,
  LineageNode,
} from "../../src/core/lineage/lineage-node.ts";
import {
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
  ModelName,
} from "../../src/core/model/ids.ts";
import { impact } from "../../src/registry/lineage/impact.ts";
import { lineage } from "../../src/registry/lineage/lineage.ts";
import { duration, openRegistry, printTable, quantile } from "./measure.ts";
import { writeSyntheticLedger } from "./synthetic-registry.ts";

const sizes = [5, 50, 500, 10_000];
const registrySize = 100_000;
const repetitions = 15;

/** Times to lay out a lineage, folded to the page and all unfolded, and of the queries behind it. */
export async function benchLineage(): Promise<void> {
  const rows = sizes.map((size) => {
    const graph = syntheticLineage(size);
    const all = new Set(graph.nodes.slice(0, 1000).map(({ id }) => id));
    const folded = median(() => layoutLineage(graph, request(new Set())));
    const unfolded = median(() => layoutLineage(graph, request(all)));
    const shown = layoutLineage(graph, request(all)).cards.length;
    return [String(graph.nodes.length), duration(folded), String(shown), duration(unfolded)];
  });
  printTable(["nodes", "layout, folded", "cards unfolded", "layout, unfolded"], rows);
  await benchQueries();
}

async function benchQueries(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "model-registry-bench-"));
  try {
    await writeSyntheticLedger(folder, registrySize);
    const registry = await openRegistry(folder);
    try {
      const [version] = await registry.read((state) => state.versions({ limit: 1 }));
      if (!version) throw new Error("the registry is empty");
      const registration = await registry.read((state) => state.registration(version.id));
      const [dataset] = registration?.recipe.datasets ?? [];
      const commit = registration?.recipe.git?.commit ?? "";
      const subjects = [
        ["impact of a version", `${version.model}@${version.number}`],
        ["impact of a commit", commit],
        ["impact of a digest", dataset?.digests.sha256 ?? ""],
        ["impact of a file that all use", dataset?.path ?? ""],
      ] as const;
      const rows: string[][] = [];
      for (const [name, subject] of subjects) {
        const request = { subject, limit: 500 };
        const { total } = await impact(registry, request);
        rows.push([name, String(total), duration(await repeated(() => impact(registry, request)))]);
      }
      const pages = [
        ["lineage of a version", { version: version.id }],
        ["lineage of a model", { model: ModelName.parse("model-0") }],
        ["lineage of all models", {}],
        ["lineage of a file that all use", { of: dataset?.path ?? "" }],
      ] as const;
      for (const [name, subject] of pages) {
        const request = { ...subject, read: [] };
        const { graph } = await lineage(registry, request);
        const times = await repeated(() => lineage(registry, request));
        rows.push([name, `${graph.nodes.length} nodes`, duration(times)]);
      }
      printTable(
        [`query, ${registrySize.toLocaleString("en")} versions`, "found", "CPU time, p50"],
        rows,
      );
    } finally {
      await registry.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns the milliseconds of CPU time of a query, which other work on the machine changes least. */
async function repeated(body: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < repetitions; n += 1) {
    const start = process.cpuUsage();
    await body();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return quantile(times, 0.5);
}

function median(body: () => unknown): number {
  const times = Array.from({ length: repetitions }, () => {
    const start = performance.now();
    body();
    return performance.now() - start;
  });
  return quantile(times, 0.5);
}

function request(shown: ReadonlySet<string>): LayoutRequest {
  return {
    view: "impact",
    title: "shared.csv",
    focus: "dataset:0",
    hiddenKinds: [],
    hiddenStages: [],
    allCommits: false,
    shown,
    width: 1280,
    height: 800,
    important: ["Production", "Staging"],
    initial: "None",
    now: Date.parse("2026-11-30T00:00:00Z"),
  };
}

/** A graph of so many nodes: one dataset that all versions use, and derivations among them. */
export function syntheticLineage(size: number): LineageGraph {
  const nodes: LineageNode[] = [{ id: "dataset:0", kind: "dataset", label: "shared.csv" }];
  const edges: LineageEdge[] = [];
  for (let n = 1; n < size; n += 1) {
    const id = `version:${n}`;
    nodes.push({
      id,
      kind: "version",
      label: `model-${n % 7} ${n}`,
      version: VersionId.parse(String(n).padStart(26, "0")),
      model: ModelName.parse(`model-${n % 7}`),
      number: VersionNumber.parse(n),
      stage: Stage.parse(n % 400 === 1 ? "Production" : "None"),
      registeredAt: Timestamp.parse("2026-11-20T10:00:00.000Z"),
      registeredBy: "Mara",
      digest: Sha256.parse("f".repeat(64)),
    });
    edges.push({ from: "dataset:0", to: id, relation: "trained on" });
    if (n > 10 && n % 3 === 0) {
      edges.push({ from: `version:${Math.floor(n / 3)}`, to: id, relation: "derived from" });
    }
  }
  return { nodes, edges };
}

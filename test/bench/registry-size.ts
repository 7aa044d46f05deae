import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModelName } from "../../src/core/model/ids.ts";
import { defaultPolicy } from "../../src/core/model/policy.ts";
import { decideRegistration } from "../../src/core/registration/decide-registration.ts";
import type { Registry } from "../../src/registry/registry.ts";
import { prepareSearch } from "../../src/registry/search/prepare-search.ts";
import { searchVersions } from "../../src/registry/search/search-versions.ts";
import {
  duration,
  megabytes,
  openRegistry,
  printTable,
  quantile,
  runFresh,
  timed,
} from "./measure.ts";
import { syntheticRegistration, writeSyntheticLedger } from "./synthetic-registry.ts";

const sizes = [100, 10_000, 100_000];
const model = ModelName.parse("model-0");
const commits = 200;

/** Measures the effects of a registry's size: opening, writing, listing, searching, rebuilding. */
export async function benchRegistrySize(): Promise<void> {
  const columns: string[][] = [];
  for (const size of sizes) columns.push(await measureSize(size));
  const names = [
    "open (fresh process, median of 7)",
    "commit of a registration, p50",
    "commit of a registration, p95",
    "latest 100 of the largest model",
    "preparing searches, while idle after opening",
    ...queries.flatMap((query) => [`search: ${query}`, "… again, or with another part"]),
    "rebuild of the index from the ledger, best of 2",
    "saving the index",
    "memory (rss) after opening",
    "ledger",
    "index",
  ];
  printTable(
    ["versions", ...sizes.map((size) => size.toLocaleString("en"))],
    names.map((name, row) => [name, ...columns.map((column) => column[row] ?? "")]),
  );
}

/**
 * A metric in its order, a parameter with a stage, a word, everything by a parameter, five conditions.
 * Each is searched for after a write, and again.
 */
const queries = [
  "metrics.test.auc > 0.5 order by metrics.test.auc desc",
  "params.model.parameter_3 <= 0.1 and stage = None",
  "model-0",
  "order by params.model.parameter_3",
  "model = model-0 and metrics.test.auc > 0.9 and params.model.parameter_3 <= 0.5 and stage in (None, Staging) and dataset = train* order by metrics.test.auc desc",
];

async function measureSize(size: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "model-registry-bench-"));
  try {
    await writeSyntheticLedger(folder, size);
    const open = (): Promise<Registry> => openRegistry(folder);
    let registry = await open();
    const rebuilds: number[] = [];
    for (let run = 0; run < 2; run += 1) {
      await registry.close();
      await rm(registry.paths.index);
      rebuilds.push(await timed(() => open().then((opened) => (registry = opened))));
    }
    const saving = await timed(() => registry.close());
    const index = (await stat(registry.paths.index)).size;
    const opens = Array.from({ length: 7 }, () => runFresh("open-once.ts", folder));

    registry = await open();
    const list = await repeated(20, () =>
      registry.read((state) => state.versions({ model, limit: 100 })),
    );
    const preparing = await timed(() => prepareSearch(registry));
    const searches: number[] = [];
    const writes: number[] = [];
    const write = async (): Promise<void> => {
      const registration = syntheticRegistration(size + writes.length, model);
      const request = { registration, allowIdentical: false, now: 0 };
      writes.push(
        await timed(() =>
          registry.commit((state) =>
            decideRegistration(state, defaultPolicy, request, { name: "Ada" }),
          ),
        ),
      );
    };
    for (const query of queries) {
      const [first, again]: [number[], number[]] = [[], []];
      for (let run = 0; run < 9; run += 1) {
        await write();
        for (const times of [first, again]) {
          times.push(await timed(() => searchVersions(registry, { query, limit: 100 })));
        }
      }
      searches.push(quantile(first, 0.5), quantile(again, 0.5));
    }
    while (writes.length < commits) await write();
    const ledger = (await stat(join(registry.paths.ledger, "01JGFJJZ000000000000000000.jsonl")))
      .size;
    await registry.close();
    return [
      duration(
        quantile(
          opens.map(({ open = NaN }) => open),
          0.5,
        ),
      ),
      duration(quantile(writes, 0.5)),
      duration(quantile(writes, 0.95)),
      duration(list),
      duration(preparing),
      ...searches.map(duration),
      duration(Math.min(...rebuilds)),
      duration(saving),
      megabytes(
        quantile(
          opens.map(({ rss = NaN }) => rss),
          0.5,
        ),
      ),
      megabytes(ledger),
      megabytes(index),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function repeated(runs: number, body: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await timed(body));
  return quantile(times, 0.5);
}

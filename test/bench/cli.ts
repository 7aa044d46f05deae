import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { cliBundle } from "../../split-bundles.ts";
import { duration, megabytes, printTable, quantile } from "./measure.ts";
import { writeSyntheticLedger } from "./synthetic-registry.ts";

const sizes = [3, 100_000];
const rounds = 15;

/** Command lines by the name of their row; each begins with the script. */
type Rows = ReadonlyMap<string, readonly string[]>;

/** CPU time (ms) and largest memory (bytes) of one process. */
interface Cost {
  readonly cpu: number;
  readonly memory: number;
}

/**
 * Measures what short commands cost beside a Node.js that does nothing: the CPU time of all threads,
 * which other programs of a busy machine change little.
 */
export async function benchCli(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "model-registry-bench-"));
  try {
    const cli = await buildCli(join(folder, "built"));
    const nothing = join(folder, "nothing.js");
    await writeFile(nothing, "");
    const rows: Rows = new Map([
      ["Node.js, which does nothing", [nothing]],
      ["--help", [cli, "--help"]],
      ["list --limit 20", [cli, "list", "--limit", "20"]],
      ["show", [cli, "show", "measured@1"]],
      ["resolve", [cli, "resolve", "measured@1"]],
    ]);
    const columns: (readonly Cost[])[] = [];
    for (const size of sizes)
      columns.push(await measure(join(folder, String(size)), size, cli, rows));
    printTable(
      ["CPU time and memory", ...sizes.map((size) => `${size.toLocaleString("en")} versions`)],
      [...rows.keys()].map((name, row) => [name, ...columns.map((costs) => costText(costs[row]))]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Builds the command as it is packaged and returns the path of its script. */
export async function buildCli(folder: string): Promise<string> {
  await build(cliBundle(folder, { minify: true }));
  const wasm = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");
  await copyFile(wasm, join(folder, "sql-wasm.wasm"));
  return join(folder, "cli.js");
}

/** Measures all rows in a registry of this many versions, one after the other in each round. */
async function measure(
  folder: string,
  size: number,
  cli: string,
  rows: Rows,
): Promise<readonly Cost[]> {
  await mkdir(folder);
  await writeSyntheticLedger(folder, size - 1);
  await writeFile(join(folder, "model.bin"), "weights");
  // Reads the ledger, and keeps the index for the commands that are measured.
  costOf(folder, [cli, "register", "model.bin", "--name", "measured"]);
  const costs = [...rows.values()].map((line) => {
    costOf(folder, line);
    return { line, runs: [] as Cost[] };
  });
  for (let round = 0; round < rounds; round += 1) {
    for (const { line, runs } of costs) runs.push(costOf(folder, line));
  }
  const median = (values: readonly number[]): number => quantile(values, 0.5);
  return costs.map(({ runs }) => ({
    cpu: median(runs.map(({ cpu }) => cpu)),
    memory: median(runs.map(({ memory }) => memory)),
  }));
}

/** Runs a script that must succeed, in a process that says at its end what it has cost. */
function costOf(cwd: string, line: readonly string[]): Cost {
  const reporter = new URL("report-cost.cjs", import.meta.url).pathname;
  const { status, stderr, output } = spawnSync(process.execPath, ["--require", reporter, ...line], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  if (status !== 0) throw new Error(`${line.join(" ")} failed: ${stderr}`);
  // Our own script's words.
  return JSON.parse(output[3] ?? "") as Cost;
}

function costText(cost: Cost | undefined): string {
  return cost ? `${duration(cost.cpu)}, ${megabytes(cost.memory)}` : "";
}

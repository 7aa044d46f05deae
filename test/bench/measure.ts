import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { Registry } from "../../src/registry/registry.ts";

/** The bytes of SQLite, as `Registry.open` takes them. */
export async function wasm(): Promise<Uint8Array<ArrayBuffer>> {
  const path = new URL("../../node_modules/sql.js/dist/sql-wasm.wasm", import.meta.url);
  return new Uint8Array(await readFile(path));
}

export function openRegistry(folder: string): Promise<Registry> {
  return Registry.open({ folder, trusted: true, wasm });
}

/** Milliseconds that something takes. */
export async function timed(body: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await body();
  return performance.now() - start;
}

/** The value below which a share of the values lies: 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Runs one of the scripts beside this one in a fresh process; it answers in JSON on stdout. */
export function runFresh(script: string, ...parameters: string[]): Record<string, number> {
  const path = new URL(script, import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...parameters], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`);
  // Our own script's words.
  return JSON.parse(stdout) as Record<string, number>;
}

/** `12.3 ms`, `1.85 s`. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`
    : `${(milliseconds / 1000).toFixed(2)} s`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** Prints rows as a table of Markdown. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(`\n| ${head.join(" | ")} |\n| ${head.map(() => "---").join(" | ")} |`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}

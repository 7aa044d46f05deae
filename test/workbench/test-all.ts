/**
 * `npm test`: every check and every suite, each to its end even when one before it failed. Three rows of
 * suites run side by side, as those with windows wait a good deal; each line says of which suite it is.
 * The last line is `N passed, N failed`, summed over all; static checks count as one each.
 */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { hostCounts, playwrightCounts, vitestCounts } from "./counts.ts";
import type { Counts } from "./counts.ts";
import { runLanes, runNamed } from "./lanes.ts";
import type { Step } from "./lanes.ts";
import { testResults } from "./paths.ts";

interface Suite extends Step {
  /** What the suite writes about its tests; without it, the exit code is the one result. */
  readonly report?: { readonly file: string; readonly counts: (text: string) => Counts };
}

interface Result extends Counts {
  readonly name: string;
  readonly seconds: number;
}

const host = { file: join(testResults, "host.json"), counts: hostCounts };
const ui = { file: join(testResults, "ui.json"), counts: playwrightCounts };
const playwright = "playwright test --config test/ui/playwright.config.ts";

const windows: readonly Suite[] = [
  { name: "setup", command: "node test/workbench/setup.ts" },
  { name: "build", command: "npm run --silent build" },
  { name: "host", command: "node test/host/run.ts", report: host },
];

const pages: readonly Suite[] = [
  { name: "ui", command: `${playwright} --project=source`, report: ui, after: ["build"] },
  // Builds into dist/ anew, so nothing that uses what is there may run beside it.
  { name: "package", command: "npm run --silent package", after: ["host"] },
  vitest("packages"),
  { name: "vsix", command: `${playwright} --project=vsix`, report: ui },
];

const others: readonly Suite[] = [
  { name: "types", command: "npm run --silent types" },
  { name: "lint", command: "npm run --silent lint" },
  { name: "format", command: "npm run --silent format:check" },
  // Set-up installs git where there is none.
  vitest("unit", ["setup"]),
  vitest("process", ["setup"]),
  vitest("servers", ["setup"]),
];

const start = performance.now();
const results = await runLanes([windows, pages, others], runSuite);
const elapsed = (performance.now() - start) / 1000;

const sum = (of: "passed" | "failed"): number =>
  results.reduce((total, result) => total + result[of], 0);
console.log(["", row("suite", "passed", "failed", "time")].join("\n"));
for (const { name, passed, failed, seconds } of results) {
  console.log(row(name, passed, failed, `${seconds.toFixed(1)} s`));
}
console.log(row("all", sum("passed"), sum("failed"), `${elapsed.toFixed(1)} s`));
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") === 0 ? 0 : 1;

function vitest(
  name: "unit" | "process" | "servers" | "packages",
  after: readonly string[] = [],
): Suite {
  const file = join(testResults, `${name}.json`);
  const reporters = `--reporter=default --reporter=json --outputFile.json="${file}"`;
  const command = `npm run --silent test:${name} -- ${reporters}`;
  return { name, command, after, report: { file, counts: vitestCounts } };
}

async function runSuite({ name, command, report }: Suite): Promise<Result> {
  if (report !== undefined) await rm(report.file, { force: true });
  const { code, seconds } = await runNamed(name, command);

  let counts = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  if (report !== undefined) {
    const text = existsSync(report.file) ? await readFile(report.file, "utf8") : undefined;
    const told = text === undefined ? { passed: 0, failed: 0 } : report.counts(text);
    // A suite that broke outside its tests, or that ran none, has failed all the same.
    const broken = told.failed === 0 && (code !== 0 || told.passed === 0);
    counts = { passed: told.passed, failed: broken ? 1 : told.failed };
  }
  return { name, seconds, ...counts };
}

function row(name: string, passed: number | string, failed: number | string, time: string): string {
  return `${name.padEnd(8)} ${String(passed).padStart(7)} ${String(failed).padStart(7)} ${time.padStart(9)}`;
}

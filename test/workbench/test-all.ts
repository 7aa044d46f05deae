/**
 * `npm test [-- --servers]`: every check and every suite, each to its end even when one before it failed;
 * with `--servers` those against other programs' servers and clients too. Three rows of suites run side by
 * side, as those with windows wait a good deal; what leaves cores idle comes first, so that the rows end
 * at about the same time. Each line says of which suite it is.
 * Before the table of the suites stand the tests that failed, with the first lines of each error.
 * The last line is `N passed, N failed`, summed over all; static checks count as one each.
 */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { hostCounts, playwrightCounts, vitestCounts } from "./counts.ts";
import type { Counts, FailedTest } from "./counts.ts";
import { runLanes, runNamed } from "./lanes.ts";
import type { Step } from "./lanes.ts";
import { projectRoot, testResults } from "./paths.ts";

interface Suite extends Step {
  /** File in which the suite reports its tests; without it, the exit code is the one result. */
  readonly report?: { readonly file: string; readonly counts: (text: string) => Counts };
}

interface Result extends Counts {
  readonly name: string;
  readonly seconds: number;
}

const host = { file: join(testResults, "host.json"), counts: hostCounts };

const windows: readonly Suite[] = [
  { name: "setup", command: "node test/workbench/setup.ts" },
  // Before the build for the other tests, which empties dist/: nothing that uses that may run beside it.
  { name: "package", command: "npm run --silent package" },
  vitest("packages"),
  ui("vsix", "vsix"),
  { name: "build", command: "npm run --silent build" },
  { name: "host", command: "node test/host/run.ts", report: host },
];

const pages: readonly Suite[] = [
  { name: "types", command: "npm run --silent types" },
  { name: "lint", command: "npm run --silent lint" },
  { name: "format", command: "npm run --silent format:check" },
  { ...ui("ui", "source"), after: ["build"] },
];

const others: readonly Suite[] = [
  // Set-up installs git where there is none.
  vitest("unit", ["setup"]),
  vitest("process", ["setup"]),
  ...(process.argv.includes("--servers") ? [vitest("servers", ["setup"])] : []),
];

const start = performance.now();
const results = await runLanes([windows, pages, others], runSuite);
const elapsed = (performance.now() - start) / 1000;

const sum = (of: "passed" | "failed"): number =>
  results.reduce((total, result) => total + result[of], 0);
const failures = results.flatMap((result) => result.failures.map((test) => describe(result, test)));
if (failures.length > 0) console.log(["", "Failed:", ...failures].join("\n"));
console.log(["", row("suite", "passed", "failed", "time")].join("\n"));
for (const { name, passed, failed, seconds } of results) {
  console.log(row(name, passed, failed, `${seconds.toFixed(1)} s`));
}
console.log(row("all", sum("passed"), sum("failed"), `${elapsed.toFixed(1)} s`));
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") === 0 ? 0 : 1;

/** The UI tests of a project: of the checkout, or the smoke tests of the packaged extension. */
function ui(name: string, project: "source" | "vsix"): Suite {
  const command = `playwright test --config test/ui/playwright.config.ts --project=${project}`;
  const file = join(testResults, `${name}.json`);
  const env = { MODEL_REGISTRY_UI_REPORT: name };
  return { name, command, env, report: { file, counts: playwrightCounts } };
}

function vitest(
  name: "unit" | "process" | "servers" | "packages",
  after: readonly string[] = [],
): Suite {
  const file = join(testResults, `${name}.json`);
  const reporters = `--reporter=default --reporter=json --outputFile.json="${file}"`;
  const command = `npm run --silent test:${name} -- ${reporters}`;
  return { name, command, after, report: { file, counts: vitestCounts } };
}

async function runSuite({ name, command, env, report }: Suite): Promise<Result> {
  if (report !== undefined) await rm(report.file, { force: true });
  const { code, seconds } = await runNamed(name, command, { env });

  if (report === undefined) {
    return code === 0
      ? { name, seconds, passed: 1, failed: 0, failures: [] }
      : { name, seconds, passed: 0, ...brokenSuite(code) };
  }
  const none = { passed: 0, failed: 0, failures: [] };
  const counts = existsSync(report.file)
    ? report.counts(await readFile(report.file, "utf8"))
    : none;
  // A suite that broke outside its tests, or that ran none, has failed all the same.
  const broken = counts.failed === 0 && (code !== 0 || counts.passed === 0);
  return { name, seconds, ...counts, ...(broken ? brokenSuite(code, counts.failures) : {}) };
}

/** Counts a suite that has failed as a whole, which no test of it says, as one failure. */
function brokenSuite(
  code: number,
  outside: readonly FailedTest[] = [],
): Pick<Counts, "failed" | "failures"> {
  const whole = { title: "the suite itself", error: `Exit code ${code}: its output says why.` };
  return { failed: 1, failures: outside.length > 0 ? outside : [whole] };
}

function describe(suite: Result, { title, error }: FailedTest): string {
  const lines = [
    title.replace(`${projectRoot}/`, ""),
    ...error.split("\n").map((line) => `  ${line}`),
  ];
  return lines.map((line) => `  ${suite.name.padEnd(8)} ${line}`).join("\n");
}

function row(name: string, passed: number | string, failed: number | string, time: string): string {
  return `${name.padEnd(8)} ${String(passed).padStart(7)} ${String(failed).padStart(7)} ${time.padStart(9)}`;
}

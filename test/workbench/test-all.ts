/**
 * `npm test`: every check and every suite, each to its end even when one before it failed. The last
 * line is `N passed, N failed`, summed over all; static checks count as one each.
 */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { hostCounts, playwrightCounts, vitestCounts } from "./counts.ts";
import type { Counts } from "./counts.ts";
import { projectRoot, testResults } from "./paths.ts";
import { run } from "./processes.ts";
import { setUpChromium, setUpPython, setUpServer } from "./setup.ts";

interface Suite {
  readonly name: string;
  readonly command: string;
  /** What the suite writes about its tests; without it, the exit code is the one result. */
  readonly report?: { readonly file: string; readonly counts: (text: string) => Counts };
}

interface Result extends Counts {
  readonly name: string;
  readonly seconds: number;
}

const unitReport = join(testResults, "unit.json");
const packagesReport = join(testResults, "packages.json");
const processReport = join(testResults, "process.json");
const host = { file: join(testResults, "host.json"), counts: hostCounts };
const ui = { file: join(testResults, "ui.json"), counts: playwrightCounts };
const playwright = "playwright test --config test/ui/playwright.config.ts";

const suites: readonly Suite[] = [
  { name: "types", command: "npm run --silent types" },
  { name: "lint", command: "npm run --silent lint" },
  { name: "format", command: "npm run --silent format:check" },
  {
    name: "unit",
    command: `npm run --silent test:unit -- --reporter=default --reporter=json --outputFile.json="${unitReport}"`,
    report: { file: unitReport, counts: vitestCounts },
  },
  {
    name: "process",
    command: `npm run --silent test:process -- --reporter=default --reporter=json --outputFile.json="${processReport}"`,
    report: { file: processReport, counts: vitestCounts },
  },
  { name: "build", command: "npm run --silent build" },
  { name: "host", command: "node test/host/run.ts", report: host },
  { name: "ui", command: `${playwright} --project=source`, report: ui },
  { name: "package", command: "npm run --silent package" },
  {
    name: "packages",
    command: `npm run --silent test:packages -- --reporter=default --reporter=json --outputFile.json="${packagesReport}"`,
    report: { file: packagesReport, counts: vitestCounts },
  },
  { name: "vsix", command: `${playwright} --project=vsix`, report: ui },
];

await setUpServer();
await setUpChromium();
// The wheel is built with it.
await setUpPython([]);
const results: Result[] = [];
for (const suite of suites) results.push(await runSuite(suite));

const sum = (of: "passed" | "failed" | "seconds"): number =>
  results.reduce((total, result) => total + result[of], 0);
console.log(["", row("suite", "passed", "failed", "time")].join("\n"));
for (const { name, passed, failed, seconds } of results) {
  console.log(row(name, passed, failed, `${seconds.toFixed(1)} s`));
}
console.log(row("all", sum("passed"), sum("failed"), `${sum("seconds").toFixed(1)} s`));
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") === 0 ? 0 : 1;

async function runSuite({ name, command, report }: Suite): Promise<Result> {
  console.log(`\n━━━ ${name}: ${command}`);
  if (report !== undefined) await rm(report.file, { force: true });
  const start = performance.now();
  const code = await run(command, [], { cwd: projectRoot, shell: true });
  const seconds = (performance.now() - start) / 1000;

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

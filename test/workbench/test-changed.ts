/**
 * `npm run test:changed [-- <ref>]`: what the changes since `main`, or since another ref, may break
 * and a minute or two can tell. Committed, uncommitted and new files count.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { windows } from "../host/windows.ts";
import { projectRoot } from "./paths.ts";
import { cliTests, planChanged } from "./plan-changed.ts";
import { run } from "./processes.ts";

const vitest = ["vitest", "--config", "test/unit/vitest.config.ts", "--passWithNoTests"];
const windowNames = windows.map(({ name }) => name);

const base = git("merge-base", process.argv[2] ?? "main", "HEAD")[0] ?? "HEAD";
const changed = [
  ...git("diff", "--name-only", "--diff-filter=d", base, "--"),
  ...git("ls-files", "--others", "--exclude-standard"),
].filter((file) => existsSync(join(projectRoot, file)));
const plan = planChanged(changed, windowNames, await cliTests());

const steps: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["types", plan.code.length > 0 ? ["npm", "run", "--silent", "types"] : []],
  ["lint", withFiles(["oxlint", "--no-error-on-unmatched-pattern"], plan.code)],
  ["imports", withFiles(["eslint", "--max-warnings", "0", "--no-warn-ignored"], plan.code)],
  ["format", withFiles(["prettier", "--check", "--ignore-unknown"], plan.format)],
  ["unit", withFiles([...vitest, "related", "--run", "--project=unit"], plan.unit)],
  ["process", withFiles([...vitest, "related", "--run", "--project=process"], plan.process)],
  ["named tests", withFiles([...vitest, "run"], plan.tests)],
  ["build", plan.windows.length > 0 ? ["npm", "run", "--silent", "build"] : []],
  [
    "host",
    withFiles(
      ["node", "test/host/run.ts"],
      plan.windows.map((name) => `--window=${name}`),
    ),
  ],
];

console.log(`${changed.length} files differ from ${base.slice(0, 8)}.`);
const failed: string[] = [];
for (const [name, [command, ...args]] of steps) {
  if (command === undefined) continue;
  console.log(`\n━━━ ${name}`);
  const shell = process.platform === "win32";
  if ((await run(command, args, { cwd: projectRoot, shell })) !== 0) failed.push(name);
}
const left = windowNames.filter((name) => !plan.windows.includes(name));
console.log(
  `\nNot run: the UI tests, and the tests in VS Code of ${left.join(", ")} ` +
    "(npm run test:host -- --window <name>).",
);
console.log(failed.length === 0 ? "Nothing failed." : `Failed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Returns the command with these files, nothing without any. */
function withFiles(command: readonly string[], files: readonly string[]): readonly string[] {
  return files.length > 0 ? [...command, ...files] : [];
}

function git(...args: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = spawnSync("git", args, { cwd: projectRoot, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args.join(" ")} failed: ${stderr}`);
  return stdout.split("\n").filter((line) => line !== "");
}

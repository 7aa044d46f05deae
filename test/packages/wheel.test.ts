import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { devNull } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { projectRoot } from "../workbench/paths.ts";
import { childEnvironment } from "../workbench/processes.ts";
import { pythonRequirements } from "../workbench/python-requirements.ts";
import { setUpPython } from "../workbench/setup.ts";

const execute = promisify(execFile);
const wheel = join(
  projectRoot,
  "dist",
  `local_model_registry-${manifest.version}-py3-none-any.whl`,
);
const tests = readFileSync(join(import.meta.dirname, "test_local_model_registry.py"), "utf8");

let python: string;

beforeAll(async () => {
  python = await setUpPython(pythonRequirements);
  const quietly = ["--quiet", "--disable-pip-version-check"];
  await execute(python, [
    ...["-m", "pip", "install", ...quietly, "--force-reinstall", "--no-deps", wheel],
  ]);
  // Says so if something that the wheel needs is not there.
  await execute(python, ["-m", "pip", "check"]);
});

test("is under 1.7 MB", async () => {
  expect((await stat(wheel)).size).toBeLessThan(1_700_000);
});

test("is typed", async () => {
  const cwd = join(projectRoot, "src/python");
  const args = ["-m", "mypy", "--strict", "--cache-dir", devNull, "local_model_registry"];
  const checked = await execute(python, args, { cwd }).catch(
    (error: unknown) => error as { stdout: string },
  );
  expect(checked.stdout).toContain("Success: no issues found");
});

for (const [, name = ""] of tests.matchAll(/^ {4}def (test_\w+)/gm)) {
  test(`module: ${name.replace(/^test_/, "").replaceAll("_", " ")}`, async () => {
    await execute(
      python,
      ["-m", "unittest", `test_local_model_registry.InWorkspace.${name}`],
      // Python keeps no compiled files beside the tests.
      { cwd: import.meta.dirname, env: childEnvironment({ PYTHONDONTWRITEBYTECODE: "1" }) },
    );
  });
}

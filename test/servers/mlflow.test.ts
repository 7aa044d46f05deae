import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { useTemporaryFolders } from "../unit/support/registry.ts";
import { mlflowRequirements } from "../workbench/python-requirements.ts";
import { setUpPython } from "../workbench/setup.ts";
import { serve } from "./served.ts";

const execute = promisify(execFile);
const temporaryFolder = useTemporaryFolders();

/** Runs a command and returns its answer. */
async function registry(folder: string, ...args: readonly string[]): Promise<unknown> {
  const cli = join(inject("cliFolder"), "cli.js");
  const { stdout } = await execute(process.execPath, [cli, ...args, "--json"], { cwd: folder });
  return JSON.parse(stdout);
}

test("MLflow's client logs, registers, promotes, searches and loads", async () => {
  const folder = await temporaryFolder();
  const python = await setUpPython(mlflowRequirements);
  const { environment } = await serve(folder);
  const script = join(import.meta.dirname, "mlflow_client.py");
  await execute(python, [script], {
    cwd: folder,
    env: { ...process.env, ...environment, MLFLOW_DISABLE_TELEMETRY: "true" },
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(await registry(folder, "show", "fraud@champion")).toMatchObject({
    number: 2,
    stage: "Archived",
    tags: { validated: "yes" },
    metrics: { loss: 0.2 },
    recipe: {
      run: { name: "C=1.0", experiment: "iris" },
      parameters: { C: "1.0" },
      environment: { packages: { "scikit-learn": "1.9.1" } },
    },
    inspection: { description: { format: "mlflow", signature: { inputs: [{}, {}, {}, {}] } } },
  });
  expect(await registry(folder, "verify")).toMatchObject({ findings: [] });
});

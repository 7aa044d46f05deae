import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, onTestFinished, test } from "vitest";
import { patience } from "../unit/support/patience.ts";
import { useTemporaryFolders } from "../unit/support/registry.ts";
import { freePort } from "../workbench/processes.ts";
import { mlflowRequirements } from "../workbench/python-requirements.ts";
import { setUpPython } from "../workbench/setup.ts";

const execute = promisify(execFile);
const temporaryFolder = useTemporaryFolders();

async function registry(folder: string, ...args: readonly string[]): Promise<unknown> {
  const cli = join(inject("cliFolder"), "cli.js");
  const { stdout } = await execute(process.execPath, [cli, ...args, "--json"], { cwd: folder });
  return JSON.parse(stdout);
}

/** Starts MLflow's own server on SQLite; it is ended with the test. */
async function startMlflow(python: string, folder: string): Promise<string> {
  const port = await freePort();
  const args = [
    ...["-m", "mlflow", "server", "--host", "127.0.0.1", "--port", `${port}`, "--workers", "1"],
    ...["--backend-store-uri", "sqlite:///store.db", "--artifacts-destination", "./artifacts"],
  ];
  const child = spawn(python, args, {
    cwd: folder,
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" },
    stdio: "ignore",
    detached: true,
  });
  onTestFinished(async () => {
    const ended = once(child, "exit");
    // Its workers are in its group.
    process.kill(-child.pid!, "SIGTERM");
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  await expect
    .poll(
      () =>
        fetch(`${url}/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { ...patience, interval: 250 },
    )
    .toBe(true);
  return url;
}

test("MLflow's own server is imported from, and published to", async () => {
  const python = await setUpPython(mlflowRequirements);
  const url = await startMlflow(python, await temporaryFolder());
  const environment = {
    ...process.env,
    MLFLOW_TRACKING_URI: url,
    MLFLOW_DISABLE_TELEMETRY: "true",
  };
  const script = async (name: string): Promise<string> => {
    const path = join(import.meta.dirname, name);
    return (await execute(python, [path], { env: environment })).stdout;
  };
  await script("mlflow_logged.py");
  const folder = await temporaryFolder();
  await registry(folder, "init");
  expect(await registry(folder, "import", url)).toMatchObject({
    versions: [{ imported: true }, { imported: true }],
    runs: 2,
    failedRuns: [],
  });
  expect(await registry(folder, "show", "fraud@champion")).toMatchObject({
    number: 2,
    stage: "Staging",
    recipe: {
      parameters: { C: 1 },
      metrics: { loss: 0.25 },
      history: { metrics: { loss: 4 } },
      run: { name: "C=1.0", experiment: "iris" },
    },
    inspection: { description: { format: "mlflow" } },
  });
  expect(await registry(folder, "show", "fraud@1")).toMatchObject({ tags: { team: "risk" } });
  expect(await registry(folder, "runs", "iris")).toMatchObject({
    runs: [
      { metrics: { loss: { count: 4 } }, artifacts: [{ path: "notes/readme.txt" }] },
      { metrics: { loss: { count: 4 } } },
    ],
  });
  const publish = ["publish", "fraud@2", "--mlflow", url, "--as", "again"];
  expect(await registry(folder, ...publish)).toMatchObject({ published: { number: 1 } });
  expect(await registry(folder, ...publish)).toMatchObject({ uploads: [], aliases: [] });
  expect(JSON.parse((await script("mlflow_loaded.py")).trim().split("\n").at(-1)!)).toEqual({
    versions: 1,
    stage: "Staging",
    params: { C: "1" },
    status: "FINISHED",
    history: [1, 0.5, 1 / 3, 0.25],
    model: "LogisticRegression",
  });
});

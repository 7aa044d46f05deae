import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import * as z from "zod";
import { RunId } from "../../src/core/model/run.ts";
import { findModels } from "../../src/registry/records/find-records.ts";
import { readHistory } from "../../src/registry/runs/read-history.ts";
import { readRun } from "../../src/registry/runs/read-run.ts";
import { readRunArtifact } from "../../src/registry/runs/run-artifacts.ts";
import { openRegistry, useTemporaryFolders } from "../unit/support/registry.ts";
import { serve, type Served } from "./served.ts";

const temporaryFolder = useTemporaryFolders();

/** Calls an endpoint; undefined if the server has gone. */
async function post({ url, token }: Served, path: string, body: object): Promise<unknown> {
  try {
    const response = await fetch(`${url}/api/2.0/mlflow${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Uploads a file of a run; false if the server has gone. */
async function upload({ url, token }: Served, path: string, body: Buffer): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/0/${path}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}` },
      body: new Uint8Array(body),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

const Started = z.object({ run: z.object({ info: z.object({ run_id: RunId }) }) });

test("nothing that was acknowledged to 50 clients is lost when the server is killed", async () => {
  const folder = await temporaryFolder();
  const server = await serve(folder);
  const { run } = Started.parse(await post(server, "/runs/create", { start_time: 1 }));
  const acknowledged = {
    models: new Set<string>(),
    steps: new Set<number>(),
    files: new Map<string, Buffer>(),
  };
  const enough = new Promise<void>((resolve) => {
    const client = async (id: number): Promise<void> => {
      for (let count = 0; ; count += 1) {
        const name = `model-${id}-${count}`;
        if ((await post(server, "/registered-models/create", { name })) === undefined) return;
        acknowledged.models.add(name);
        const step = id * 100_000 + count;
        const metric = { key: "loss", value: 1, timestamp: 1, step };
        const logged = await post(server, "/runs/log-metric", { ...run.info, ...metric });
        if (logged === undefined) return;
        acknowledged.steps.add(step);
        const path = `${id}/${count}.bin`;
        const bytes = randomBytes(100_000);
        if (!(await upload(server, `${run.info.run_id}/artifacts/${path}`, bytes))) return;
        acknowledged.files.set(path, bytes);
        if (acknowledged.files.size >= 100) resolve();
      }
    };
    for (let id = 0; id < 50; id += 1) void client(id);
  });
  await enough;
  server.process.kill("SIGKILL");
  await once(server.process, "exit");

  const registry = await openRegistry(folder);
  const { records } = await findModels(registry, {
    filter: "",
    order: [],
    limit: 1_000_000,
    offset: 0,
  });
  const names = new Set<string>(records.map(({ model }) => model.name));
  expect([...acknowledged.models].filter((name) => !names.has(name))).toEqual([]);
  const history = await readHistory(registry, { run: run.info.run_id, keys: ["loss"] });
  const steps = new Set(history.get("loss")?.steps);
  expect([...acknowledged.steps].filter((step) => !steps.has(step))).toEqual([]);
  const at = { run: run.info.run_id };
  for (const [path, bytes] of acknowledged.files) {
    const { file } = await readRunArtifact(registry, { ...at, path });
    expect(bytes.equals(await readFile(file)), path).toBe(true);
  }
  // What was not acknowledged is there whole, or not at all.
  const { state } = await readRun(registry, at);
  for (const { path } of state.artifacts.values()) await readRunArtifact(registry, { ...at, path });
  await registry.close();
});

import { once } from "node:events";
import { expect, test } from "vitest";
import * as z from "zod";
import { RunId } from "../../src/core/model/run.ts";
import { findModels } from "../../src/registry/records/find-records.ts";
import { readHistory } from "../../src/registry/runs/read-history.ts";
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

const Started = z.object({ run: z.object({ info: z.object({ run_id: RunId }) }) });

test("nothing that was acknowledged to 50 clients is lost when the server is killed", async () => {
  const folder = await temporaryFolder();
  const server = await serve(folder);
  const { run } = Started.parse(await post(server, "/runs/create", { start_time: 1 }));
  const acknowledged = { models: new Set<string>(), steps: new Set<number>() };
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
        if (acknowledged.steps.size >= 200) resolve();
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
  await registry.close();
});

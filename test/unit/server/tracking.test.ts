import { describe, expect, test } from "vitest";
import { openRegistry, useTemporaryFolders } from "../support/registry.ts";
import { serve, type Client } from "./client.ts";

const temporaryFolder = useTemporaryFolders();

async function served(): Promise<Client> {
  return serve(await openRegistry(await temporaryFolder()));
}

/** Starts a run and returns its id. */
async function startedRun(client: Client, more: object = {}): Promise<string> {
  const { status, json } = await client.post("/runs/create", { start_time: 1000, ...more });
  expect(status).toBe(200);
  return (json as { run: { info: { run_id: string } } }).run.info.run_id;
}

test("what is null was not given, and what is no list is named", async () => {
  const client = await served();
  const nothing = await client.post("/runs/log-metric", { run_id: null, key: "a" });
  expect(nothing.json).toMatchObject({
    message: "Missing value for required parameter 'run_id'.",
  });
  const run = await startedRun(client, { run_name: null, tags: null });
  const text = await client.post("/runs/log-batch", { run_id: run, metrics: "foo" });
  expect(text.json).toMatchObject({
    message: expect.stringMatching(/^Invalid value "foo" for parameter 'metrics'/) as string,
  });
  const unknown = await client.get("/runs/get", { run_id: "none" });
  expect(unknown.json).toMatchObject({ message: "Run with id=none not found" });
});

test("a run says which logged models it used, also after its end", async () => {
  const client = await served();
  const run = await startedRun(client);
  const models = [{ model_id: "m-1" }, { model_id: "m-2" }];
  await client.post("/runs/log-inputs", { run_id: run, models });
  await client.post("/runs/log-inputs", { run_id: run, models });
  const expected = { run: { inputs: { model_inputs: models } } };
  expect((await client.get("/runs/get", { run_id: run })).json).toMatchObject(expected);
  await client.post("/runs/update", { run_id: run, status: "FINISHED", end_time: 2000 });
  expect((await client.get("/runs/get", { run_id: run })).json).toMatchObject(expected);
});

test("a tag that a logged model does not have can't be removed", async () => {
  const client = await served();
  const { json } = await client.post("/logged-models", {
    experiment_id: "0",
    tags: [{ key: "a", value: "b" }],
  });
  const { model_id: id } = (json as { model: { info: { model_id: string } } }).model.info;
  const remove = (): ReturnType<Client["send"]> =>
    client.send("DELETE", `/api/2.0/mlflow/logged-models/${id}/tags/a`);
  expect((await remove()).status).toBe(200);
  expect((await remove()).json).toMatchObject({ error_code: "RESOURCE_DOES_NOT_EXIST" });
});

describe("experiments", () => {
  test("are made, changed, deleted and restored", async () => {
    const client = await served();
    const made = await client.post("/experiments/create", {
      name: "iris",
      tags: [{ key: "a", value: "b" }],
    });
    const { experiment_id: id } = made.json as { experiment_id: string };
    const again = await client.post("/experiments/create", { name: "iris" });
    expect(again.json).toMatchObject({ error_code: "RESOURCE_ALREADY_EXISTS" });
    await client.post("/experiments/set-experiment-tag", {
      experiment_id: id,
      key: "c",
      value: "d",
    });
    await client.post("/experiments/set-experiment-tag", {
      experiment_id: id,
      key: "c",
      value: "d",
    });
    await client.post("/experiments/delete-experiment-tag", { experiment_id: id, key: "a" });
    await client.post("/experiments/update", { experiment_id: id, new_name: "flowers" });
    const byName = await client.get("/experiments/get-by-name", { experiment_name: "flowers" });
    expect(byName.json).toMatchObject({
      experiment: {
        experiment_id: id,
        name: "flowers",
        artifact_location: `mlflow-artifacts:/${id}`,
        lifecycle_stage: "active",
        tags: [{ key: "c", value: "d" }],
      },
    });
    expect((await client.post("/experiments/delete", { experiment_id: id })).status).toBe(200);
    const search = { view_type: "ACTIVE_ONLY", filter: "name LIKE 'flow%'" };
    expect((await client.post("/experiments/search", search)).json).toEqual({ experiments: [] });
    await client.post("/experiments/restore", { experiment_id: id });
    expect((await client.post("/experiments/search", search)).json).toMatchObject({
      experiments: [{ name: "flowers" }],
    });
  });

  test("that are not there are not found, but the default one always is", async () => {
    const client = await served();
    for (const id of ["1", "01JZZZZZZZZZZZZZZZZZZZZZZZ", "../0"]) {
      const missing = await client.get("/experiments/get", { experiment_id: id });
      expect([missing.status, missing.json]).toMatchObject([
        404,
        { error_code: "RESOURCE_DOES_NOT_EXIST" },
      ]);
    }
    const byDefault = { experiment: { experiment_id: "0", name: "Default" } };
    expect((await client.get("/experiments/get", { experiment_id: "0" })).json).toMatchObject(
      byDefault,
    );
    await startedRun(client);
    expect((await client.get("/experiments/get", { experiment_id: "0" })).json).toMatchObject(
      byDefault,
    );
  });

  test("have their files here", async () => {
    const client = await served();
    const refused = await client.post("/experiments/create", {
      name: "iris",
      artifact_location: "s3://bucket",
    });
    expect(refused.json).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
  });
});

describe("runs", () => {
  test("log values, and have them", async () => {
    const client = await served();
    const run_id = await startedRun(client, {
      run_name: "first",
      user_id: "ada",
      tags: [{ key: "team", value: "risk" }],
    });
    const metrics = [0, 1, 2].map((step) => ({
      key: "loss",
      value: 1 / (step + 1),
      timestamp: 2000 + step,
      step,
    }));
    await client.post("/runs/log-batch", {
      run_id,
      metrics: [...metrics, { key: "bad", value: "NaN", timestamp: "2000", step: "0" }],
      params: [{ key: "lr", value: "0.1" }],
      tags: [{ key: "mlflow.runName", value: "renamed" }],
    });
    await client.post("/runs/log-metric", {
      run_uuid: run_id,
      key: "auc",
      value: 0.9,
      timestamp: 1,
    });
    await client.post("/runs/log-parameter", { run_id, key: "depth", value: "3" });
    await client.post("/runs/set-tag", { run_id, key: "note", value: "x" });
    await client.post("/runs/delete-tag", { run_id, key: "team" });
    const inputs = [
      { dataset: { name: "train", digest: "d1", source_type: "local", source: "{}" } },
    ];
    await client.post("/runs/log-inputs", { run_id, datasets: inputs });
    const ended = await client.post("/runs/update", { run_id, status: "FINISHED", end_time: 9000 });
    expect(ended.json).toMatchObject({ run_info: { status: "FINISHED", end_time: 9000 } });
    const { json } = await client.get("/runs/get", { run_id });
    expect(json).toMatchObject({
      run: {
        info: {
          run_id,
          run_name: "renamed",
          user_id: "ada",
          experiment_id: "0",
          status: "FINISHED",
          start_time: 1000,
          lifecycle_stage: "active",
          artifact_uri: `mlflow-artifacts:/0/${run_id}/artifacts`,
        },
        inputs: { dataset_inputs: [{ dataset: { name: "train", digest: "d1" } }] },
      },
    });
    const { data } = (json as { run: { data: Record<string, { key: string }[]> } }).run;
    const byKey = (list: readonly { key: string }[] = []): unknown =>
      list.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    expect(byKey(data["metrics"])).toEqual([
      { key: "auc", value: 0.9, timestamp: 1, step: 0 },
      { key: "bad", value: "NaN", timestamp: 2000, step: 0 },
      { key: "loss", value: 1 / 3, timestamp: 2002, step: 2 },
    ]);
    expect(byKey(data["params"])).toEqual([
      { key: "depth", value: "3" },
      { key: "lr", value: "0.1" },
    ]);
    expect(byKey(data["tags"])).toEqual([
      { key: "mlflow.runName", value: "renamed" },
      { key: "note", value: "x" },
    ]);
    const history = await client.get("/metrics/get-history", { run_id, metric_key: "loss" });
    expect(history.json).toEqual({ metrics });
    const page = await client.get("/metrics/get-history", {
      run_id,
      metric_key: "loss",
      max_results: "2",
    });
    expect(page.json).toMatchObject({
      metrics: metrics.slice(0, 2),
      next_page_token: expect.any(String) as string,
    });
    const bulk = await client.get("/metrics/get-history-bulk-interval", {
      run_ids: run_id,
      metric_key: "loss",
      start_step: "1",
      end_step: "2",
    });
    expect(bulk.json).toEqual({ metrics: metrics.slice(1).map((each) => ({ ...each, run_id })) });
  });

  test("are found by what they logged", async () => {
    const client = await served();
    const ids: string[] = [];
    for (const [index, status] of ["FINISHED", "FAILED", undefined].entries()) {
      const run_id = await startedRun(client, { run_name: `run ${index}`, start_time: index });
      ids.push(run_id);
      await client.post("/runs/log-metric", {
        run_id,
        key: "auc",
        value: index / 10,
        timestamp: 1,
      });
      if (status !== undefined) await client.post("/runs/update", { run_id, status });
    }
    const found = async (filter: string, more: object = {}): Promise<unknown> => {
      const { json } = await client.post("/runs/search", {
        experiment_ids: ["0"],
        filter,
        ...more,
      });
      const { runs } = json as { runs: readonly { info: { run_id: string } }[] };
      return runs.map(({ info }) => ids.indexOf(info.run_id));
    };
    expect(await found("")).toEqual([2, 1, 0]);
    expect(await found("metrics.auc >= 0.1", { order_by: ["metrics.auc ASC"] })).toEqual([1, 2]);
    expect(await found("attributes.status = 'RUNNING'")).toEqual([2]);
    expect(await found(`run_id IN ('${ids[0]!}', 'other')`)).toEqual([0]);
    expect(await found("tags.mlflow.runName LIKE '%'")).toEqual([]);
    expect(await found("", { experiment_ids: ["01JZZZZZZZZZZZZZZZZZZZZZZZ"] })).toEqual([]);
    await client.post("/runs/delete", { run_id: ids[1] });
    expect(await found("")).toEqual([2, 0]);
    expect(await found("", { run_view_type: "DELETED_ONLY" })).toEqual([1]);
    await client.post("/runs/restore", { run_id: ids[1] });
    expect(await found("", { max_results: 1 })).toEqual([2]);
  });

  test.each([
    ["a parameter with another value", "/runs/log-parameter", { key: "lr", value: "0.2" }],
    [
      "two values of one parameter",
      "/runs/log-batch",
      {
        params: [
          { key: "a", value: "1" },
          { key: "a", value: "2" },
        ],
      },
    ],
    [
      "too many parameters",
      "/runs/log-batch",
      { params: Array.from({ length: 101 }, (_, i) => ({ key: String(i), value: "" })) },
    ],
    ["too long a key", "/runs/log-parameter", { key: "k".repeat(251), value: "" }],
    ["too long a value", "/runs/log-parameter", { key: "k", value: "v".repeat(6001) }],
    ["a metric without a time", "/runs/log-metric", { key: "auc", value: 1 }],
    ["a metric that is no number", "/runs/log-metric", { key: "auc", value: "high", timestamp: 1 }],
    ["a model that is no JSON", "/runs/log-model", { model_json: "{" }],
  ])("%s is refused, and nothing of it is logged", async (_, path, more) => {
    const client = await served();
    const run_id = await startedRun(client);
    await client.post("/runs/log-parameter", { run_id, key: "lr", value: "0.1" });
    const before = (await client.get("/runs/get", { run_id })).body;
    const refused = await client.post(path, { run_id, ...more });
    expect(refused.json).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
    expect((await client.get("/runs/get", { run_id })).body).toBe(before);
  });

  test.each(["../../ledger/x", "a/b", "nul\u0000", "x".repeat(300), ""])(
    "%j is no run",
    async (run_id) => {
      const client = await served();
      const { status } = await client.post("/runs/log-parameter", { run_id, key: "a", value: "b" });
      expect([400, 404]).toContain(status);
    },
  );
});

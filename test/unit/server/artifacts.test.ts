import { chmod, readdir, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { Registry } from "../../../src/registry/registry.ts";
import { patience } from "../support/patience.ts";
import { openRegistry, useTemporaryFolders } from "../support/registry.ts";
import { serve, token, type Answer, type Client } from "./client.ts";

const temporaryFolder = useTemporaryFolders();
const proxy = "/api/2.0/mlflow-artifacts";

interface Served extends Client {
  readonly folder: string;
  readonly registry: Registry;
  /** Id of a run. */
  readonly run: string;
  /** Path of a file of the run. */
  readonly at: (path: string) => string;
}

async function served(): Promise<Served> {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder);
  const client = await serve(registry);
  const { json } = await client.post("/runs/create", { start_time: 1 });
  const run = (json as { run: { info: { run_id: string } } }).run.info.run_id;
  return {
    ...client,
    folder,
    registry,
    run,
    at: (path) => `${proxy}/artifacts/0/${run}/artifacts/${path}`,
  };
}

async function storedFiles(folder: string): Promise<readonly string[]> {
  const all = await readdir(join(folder, ".model-registry/artifacts"), {
    recursive: true,
    withFileTypes: true,
  });
  return all
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

describe("files of a run", () => {
  test("are uploaded, listed, downloaded and removed", async () => {
    const client = await served();
    const { run, at } = client;
    for (const [path, body] of [
      ["docs/notes%20of%20mine.txt", "hello"],
      ["docs/empty", ""],
      ["model.bin", "x".repeat(3_000_000)],
    ] as const) {
      expect((await client.send("PUT", at(path), { body })).status).toBe(200);
    }
    const listed = await client.get("/artifacts/list", { run_id: run, path: "docs" });
    expect(listed.json).toEqual({
      root_uri: `mlflow-artifacts:/0/${run}/artifacts`,
      files: [
        { path: "docs/empty", is_dir: false, file_size: 0 },
        { path: "docs/notes of mine.txt", is_dir: false, file_size: 5 },
      ],
    });
    const query = new URLSearchParams({ path: `0/${run}/artifacts` }).toString();
    expect((await client.send("GET", `${proxy}/artifacts?${query}`)).json).toEqual({
      files: [
        { path: "docs", is_dir: true },
        { path: "model.bin", is_dir: false, file_size: 3_000_000 },
      ],
    });
    expect((await client.send("GET", at("docs/notes%20of%20mine.txt"))).body).toBe("hello");
    expect((await client.send("GET", at("docs/empty"))).body).toBe("");
    expect((await client.send("GET", at("model.bin"))).body).toHaveLength(3_000_000);
    expect((await client.send("GET", at("docs"))).status).toBe(404);
    await client.send("DELETE", at("docs"));
    expect((await client.get("/artifacts/list", { run_id: run })).json).toMatchObject({
      files: [{ path: "model.bin" }],
    });
  });

  test.each([
    ["..", "../../../../../ledger/x"],
    ["encoded dots", "%2e%2e/%2e%2e/%2e%2e/x"],
    ["encoded slashes", "..%2f..%2f..%2fx"],
    ["an encoded absolute path", "%2fetc%2fpasswd"],
    ["a path of Windows", "C:%5CWindows%5Cx"],
    ["a share of Windows", "%5C%5Cserver%5Cshare"],
    ["backslashes", "..%5C..%5Cx"],
    ["a device of Windows", "con"],
    ["a NUL", "a%00b"],
    ["an empty part", "a//b"],
    ["a broken encoding", "%zz"],
    ["no name", ""],
  ])("are not reached by %s", async (_, path) => {
    const client = await served();
    for (const method of ["PUT", "GET", "DELETE"]) {
      const { status } = await client.send(method, client.at(path), { body: "evil" });
      expect([400, 404]).toContain(status);
    }
    expect(await storedFiles(client.folder)).toEqual([]);
    expect(client.failures).toEqual([]);
  });

  test("whose bytes were changed on disk are not handed out whole", async () => {
    const client = await served();
    await client.send("PUT", client.at("small"), { body: "hello" });
    const [path = ""] = await storedFiles(client.folder);
    await chmod(path, 0o600);
    await writeFile(path, "hellO");
    const { status, json } = await client.send("GET", client.at("small"));
    expect([status, json]).toMatchObject([409, { error_code: "RESOURCE_CONFLICT" }]);
    await client.send("PUT", client.at("large"), { body: "x".repeat(3_000_000) });
    const large = (await storedFiles(client.folder)).find((each) => each !== path) ?? "";
    await chmod(large, 0o600);
    await writeFile(large, "y".repeat(3_000_000));
    await expect(client.send("GET", client.at("large"))).rejects.toThrow();
  });

  test("of a client that goes away are not kept", async () => {
    const client = await served();
    const { port } = new URL(client.server.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(
      `PUT ${client.at("model.bin")} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
        `Authorization: Bearer ${token}\r\nContent-Length: 1000000\r\n\r\n${"x".repeat(100_000)}`,
    );
    const staged = async (): Promise<number> => (await storedFiles(client.folder)).length;
    await vi.waitUntil(async () => (await staged()) > 0, patience);
    socket.destroy();
    await vi.waitUntil(async () => (await staged()) === 0, patience);
    const { json } = await client.get("/artifacts/list", { run_id: client.run });
    expect(json).toMatchObject({ files: [] });
    expect(client.failures).toEqual([]);
  });

  test("are not sent in parts", async () => {
    const client = await served();
    const answer = await client.send("POST", `${proxy}/mpu/create/0/x`, { body: "{}" });
    expect(answer.json).toMatchObject({
      message: expect.stringMatching(
        /^Multipart upload is not supported for the current artifact repository/,
      ) as string,
    });
  });
});

describe("a version", () => {
  /** Logs a model with files, and registers it. */
  async function registered(
    client: Served,
    files: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const { json } = await client.post("/logged-models", {
      experiment_id: "0",
      name: "model",
      source_run_id: client.run,
      params: [{ key: "depth", value: "3" }],
    });
    const { model_id } = (json as { model: { info: { model_id: string } } }).model.info;
    for (const [path, body] of Object.entries(files)) {
      const place = `${proxy}/artifacts/0/models/${model_id}/artifacts/${path}`;
      expect((await client.send("PUT", place, { body })).status).toBe(200);
    }
    await client.send("PATCH", `/api/2.0/mlflow/logged-models/${model_id}`, {
      body: JSON.stringify({ model_id, status: "LOGGED_MODEL_READY" }),
    });
    await client.post("/registered-models/create", { name: "clf" });
    return client.post("/model-versions/create", {
      name: "clf",
      source: `models:/${model_id}`,
      run_id: client.run,
      model_id,
    });
  }

  test("has the files of the logged model, and what its run recorded", async () => {
    const client = await served();
    await client.post("/runs/log-batch", {
      run_id: client.run,
      metrics: [
        { key: "auc", value: 0.9, timestamp: 5, step: 3 },
        { key: "loss", value: 1, timestamp: 5, step: 0 },
        { key: "loss", value: 0.5, timestamp: 6, step: 1 },
      ],
      params: [{ key: "lr", value: "0.1" }],
    });
    const dataset = { name: "train", digest: "d1", source: '{"uri": "s3://bucket/train.csv"}' };
    await client.post("/runs/log-inputs", { run_id: client.run, datasets: [{ dataset }] });
    const made = await registered(client, {
      MLmodel: "flavors:\n  python_function: {}\n",
      "requirements.txt": "scikit-learn==1.9.1\nmlflow>=3\n",
      "data/weights.npy": "not read",
    });
    expect(made.json).toMatchObject({ model_version: { version: "1", run_id: client.run } });
    const of = { name: "clf", version: "1" };
    const { json } = await client.get("/model-versions/get-download-uri", of);
    const { artifact_uri } = json as { artifact_uri: string };
    const path = artifact_uri.replace("mlflow-artifacts:/", "");
    const query = new URLSearchParams({ path }).toString();
    expect((await client.send("GET", `${proxy}/artifacts?${query}`)).json).toMatchObject({
      files: [{ path: "MLmodel" }, { path: "data", is_dir: true }, { path: "requirements.txt" }],
    });
    const file = `${proxy}/artifacts/${path}/requirements.txt`;
    expect((await client.send("GET", file)).body).toContain("scikit-learn==1.9.1");
    for (const method of ["PUT", "DELETE"]) {
      expect((await client.send(method, file, { body: "x" })).status).toBe(403);
    }
  });

  test("has the very bytes that were stored when they were logged, or is refused", async () => {
    const client = await served();
    const made = await registered(client, { MLmodel: "flavors:\n  python_function: {}\n" });
    const { source } = (made.json as { model_version: { source: string } }).model_version;
    const again = (): Promise<Answer> =>
      client.post("/model-versions/create", { name: "clf", source });
    const [path = ""] = await storedFiles(client.folder);
    const before = await stat(path);
    expect((await again()).status).toBe(200);
    // Neither written nor replaced.
    expect(await stat(path)).toMatchObject({ ino: before.ino, ctimeMs: before.ctimeMs });
    await rm(path);
    expect((await again()).status).toBe(404);
    await writeFile(path, "cut");
    expect((await again()).status).toBe(409);
  });

  test.each([
    ["", /^The run “[^”]+” has no artifacts\. Log its files first\.$/],
    ["/gone", /^The run “[^”]+” has no artifact gone\. /],
  ])("is refused where the run logged no files: runs:/<run>%s", async (path, message) => {
    const client = await served();
    await client.post("/registered-models/create", { name: "clf" });
    const source = `runs:/${client.run}${path}`;
    const { json } = await client.post("/model-versions/create", { name: "clf", source });
    expect(json).toMatchObject({ message: expect.stringMatching(message) as string });
  });

  test("is copied to another model with the same bytes and how they were made", async () => {
    const client = await served();
    await client.post("/runs/log-batch", {
      run_id: client.run,
      metrics: [{ key: "auc", value: 0.9, timestamp: 5, step: 3 }],
    });
    await registered(client, { MLmodel: "flavors:\n  python_function: {}\n" });
    await client.post("/registered-models/alias", { name: "clf", version: "1", alias: "best" });
    await client.post("/registered-models/create", { name: "served" });
    const before = await storedFiles(client.folder);
    for (const source of ["models:/clf/1", "models:/clf@best"]) {
      const copy = await client.post("/model-versions/create", { name: "served", source });
      expect(copy.json).toMatchObject({ model_version: { source, run_id: client.run } });
    }
    expect(await storedFiles(client.folder)).toEqual(before);
    const of = { name: "served", version: "2" };
    const { json } = await client.get("/model-versions/get-download-uri", of);
    const path = (json as { artifact_uri: string }).artifact_uri.replace("mlflow-artifacts:/", "");
    const file = await client.send("GET", `${proxy}/artifacts/${path}/MLmodel`);
    expect(file.body).toContain("python_function");
    const [copied] = await client.registry.read((state) => state.versions({ limit: 1 }));
    expect(copied).toMatchObject({ model: "served", number: 2, metrics: { auc: 0.9 } });
    await rm(before[0] ?? "");
    const source = "models:/clf/1";
    expect((await client.post("/model-versions/create", { name: "served", source })).status).toBe(
      404,
    );
    // Of another server: only where it is is known.
    const other = { name: "served", source: "models:/other/7" };
    expect((await client.post("/model-versions/create", other)).status).toBe(200);
  });

  test("is not made of files that are not there", async () => {
    const client = await served();
    await client.post("/registered-models/create", { name: "clf" });
    for (const source of [
      `runs:/${client.run}/model`,
      `mlflow-artifacts:/0/${client.run}/artifacts/model`,
      `mlflow-artifacts:/0/${client.run}/artifacts/../../x`,
    ]) {
      const refused = await client.post("/model-versions/create", { name: "clf", source });
      expect([400, 404]).toContain(refused.status);
    }
  });

  test("of a dangerous model is refused unless the danger is accepted", async () => {
    const client = await served();
    // cos\nsystem\n(S'true'\ntR.
    const body = "cos\nsystem\n(S'true'\ntR.";
    const refused = await registered(client, { "model.pkl": body });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ message: expect.stringContaining("os.system") as string });
    const { json } = await client.post("/logged-models/search", { experiment_ids: ["0"] });
    const { models } = json as { models: readonly { info: { model_id: string } }[] };
    const accepted = await client.post("/model-versions/create", {
      name: "clf",
      source: `models:/${models[0]?.info.model_id ?? ""}`,
      tags: [{ key: "model_registry.accept_danger", value: "true" }],
    });
    expect(accepted.json).toMatchObject({ model_version: { tags: [] } });
  });
});

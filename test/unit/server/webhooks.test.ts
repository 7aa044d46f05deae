import { createHmac, randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createModel } from "../../../src/registry/models/create-model.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import { changeWebhooks } from "../../../src/registry/webhooks/webhook-store.ts";
import { startDeliveries } from "../../../src/server/webhooks/queues.ts";
import { patience } from "../support/patience.ts";
import { openRegistry, useTemporaryFolders } from "../support/registry.ts";
import { serve, type Client } from "./client.ts";

const temporaryFolder = useTemporaryFolders();

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Starts a program that is told of events, and answers each time with the next of some statuses. */
async function listener(...statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(statuses.shift() ?? 200).end("thanks");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received };
}

async function served(
  ...webhookOrigins: readonly string[]
): Promise<Client & { readonly registry: Registry; readonly folder: string }> {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder);
  return { registry, folder, ...(await serve(registry, { webhookOrigins })) };
}

const events = [
  { entity: "REGISTERED_MODEL", action: "CREATED" },
  { entity: "MODEL_VERSION_ALIAS", action: "CREATED" },
];

test("webhooks are told of events, whoever decided them, signed, and again after an error", async () => {
  const { url, received } = await listener(503);
  const client = await served(url);
  const made = await client.post("/webhooks", { name: "ci", url, events, secret: "s3cret" });
  expect(made.json).toMatchObject({ webhook: { name: "ci", url, events, status: "ACTIVE" } });
  expect(made.body).not.toContain("s3cret");

  await createModel(client.registry, { name: "fraud" });
  await vi.waitUntil(() => received.length === 2, patience);
  for (const { headers, body } of received) {
    const [id, timestamp] = [headers["x-mlflow-delivery-id"], headers["x-mlflow-timestamp"]];
    const signed = `${String(id)}.${String(timestamp)}.${body}`;
    const digest = createHmac("sha256", "s3cret").update(signed).digest("base64");
    expect(headers["x-mlflow-signature"]).toBe(`v1,${digest}`);
    expect(JSON.parse(body)).toMatchObject({
      entity: "registered_model",
      action: "created",
      data: { name: "fraud", tags: {}, description: null },
    });
  }
  await client.post("/model-versions/create", { name: "fraud", source: "s3://bucket/model" });
  await client.post("/registered-models/alias", { name: "fraud", alias: "best", version: "1" });
  await vi.waitUntil(() => received.length === 3, patience);
  expect(JSON.parse(received[2]?.body ?? "")).toMatchObject({
    entity: "model_version_alias",
    action: "created",
    data: { name: "fraud", alias: "best", version: "1" },
  });
});

test("prompts are told of as prompts, with their text and without what keeps them", async () => {
  const { url, received } = await listener();
  const client = await served(url);
  const created = ["PROMPT", "PROMPT_VERSION"].map((entity) => ({ entity, action: "CREATED" }));
  await client.post("/webhooks", { name: "ci", url, events: created });
  const kept = { key: "mlflow.prompt.is_prompt", value: "true" };
  const tags = [kept, { key: "team", value: "risk" }];
  await client.post("/registered-models/create", { name: "greeting", tags });
  await client.post("/model-versions/create", {
    name: "greeting",
    source: "prompt-template",
    tags: [...tags, { key: "mlflow.prompt.text", value: "Hello {{name}}!" }],
  });
  await vi.waitUntil(() => received.length === 2, patience);
  expect(received.map(({ body }) => (JSON.parse(body) as { data: unknown }).data)).toEqual([
    { name: "greeting", tags: { team: "risk" }, description: null },
    {
      ...{ name: "greeting", version: "1", template: "Hello {{name}}!" },
      ...{ tags: { team: "risk" }, description: null },
    },
  ]);
});

test("webhooks are listed, changed, tried and deleted", async () => {
  const { url, received } = await listener();
  const client = await served(url);
  const { json } = await client.post("/webhooks", { name: "ci", url, events });
  const { webhook_id: id } = (json as { webhook: { webhook_id: string } }).webhook;
  const path = `/api/2.0/mlflow/webhooks/${id}`;
  const body = JSON.stringify({ webhook_id: id, status: "DISABLED", description: "for CI" });
  await client.send("PATCH", path, { body });
  const webhook = { webhook_id: id, status: "DISABLED", description: "for CI" };
  expect((await client.get("/webhooks")).json).toMatchObject({ webhooks: [webhook] });
  const tried = await client.post(`/webhooks/${id}/test`, {});
  expect(tried.json).toEqual({
    result: { success: true, response_status: 200, response_body: "thanks" },
  });
  expect(received).toHaveLength(1);
  const event = { entity: "PROMPT_VERSION", action: "CREATED" };
  await client.post(`/webhooks/${id}/test`, { event });
  expect(JSON.parse(received[1]?.body ?? "")).toMatchObject({
    data: { name: "example_prompt", version: "1", template: "Hello {{name}}!" },
  });
  const file = join(client.folder, ".model-registry/webhooks.json");
  if (process.platform !== "win32") expect((await stat(file)).mode & 0o777).toBe(0o600);
  await client.send("DELETE", path, { body: "{}" });
  expect((await client.get(`/webhooks/${id}`)).status).toBe(404);
});

test("only places that whoever started the server has allowed are called", async () => {
  const { url, received } = await listener();
  const client = await served("https://hooks.example.org");
  for (const other of [url, "http://169.254.169.254/latest", "file:///etc/passwd", "x"]) {
    const refused = await client.post("/webhooks", { name: "ci", url: other, events });
    expect([400, 403]).toContain(refused.status);
  }
  await createModel(client.registry, { name: "fraud" });
  expect(received).toEqual([]);
  expect((await client.get("/webhooks")).json).toEqual({ webhooks: [] });
});

/** The names of models in what a listener was told, in their order. */
function names(received: readonly Received[]): readonly string[] {
  return received.map(({ body }) => (JSON.parse(body) as { data: { name: string } }).data.name);
}

test("what happened while no server ran is told at the next start, once and in its order", async () => {
  const { url, received } = await listener();
  const client = await served(url);
  const { registry } = client;
  await createModel(registry, { name: "before" });
  await client.post("/webhooks", { name: "ci", url, events });
  await createModel(registry, { name: "while" });
  await vi.waitUntil(() => received.length === 1, patience);
  await client.server.close();
  const missed = Array.from({ length: 120 }, (_, index) => `missed-${index}`);
  for (const name of missed) await createModel(registry, { name });
  expect(names(received)).toEqual(["while"]);

  const again = await serve(registry, { webhookOrigins: [url] });
  await vi.waitUntil(() => received.length === 121, patience);
  await again.server.close();
  await serve(registry, { webhookOrigins: [url] });
  await createModel(registry, { name: "after" });
  await vi.waitUntil(() => received.length === 122, patience);
  expect(names(received)).toEqual(["while", ...missed, "after"]);
});

test("a webhook that can't be reached is told later, one that refuses is passed over", async () => {
  const { url, received } = await listener(503, 503, 503, 503, 503, 200, 404);
  const client = await served("https://hooks.example.org");
  const { registry } = client;
  const now = Date.now();
  const webhook = {
    ...{ id: randomUUID(), name: "ci", url, events: ["registered_model.created"] },
    ...{ isActive: true, created: now, changed: now },
  };
  await changeWebhooks(registry, () => [webhook]);
  const failures: unknown[] = [];
  const fast = { firstDelay: 1, pause: 1 };
  const end = await startDeliveries(registry, [url], (error) => failures.push(error), fast);
  onTestFinished(end);
  for (const name of ["one", "two", "three"]) await createModel(registry, { name });
  await vi.waitUntil(() => received.length === 8, patience);
  expect(names(received)).toEqual([...Array<string>(6).fill("one"), "two", "three"]);
  expect(failures.map(String)).toEqual([
    expect.stringContaining("it answered 503"),
    expect.stringContaining("it answered 404"),
  ]);
});

test("what happened while a webhook was disabled it is not told", async () => {
  const { url, received } = await listener();
  const client = await served(url);
  const { json } = await client.post("/webhooks", { name: "ci", url, events });
  const { webhook_id: id } = (json as { webhook: { webhook_id: string } }).webhook;
  const set = (status: string): Promise<unknown> =>
    client.send("PATCH", `/api/2.0/mlflow/webhooks/${id}`, {
      body: JSON.stringify({ webhook_id: id, status }),
    });
  await set("DISABLED");
  await createModel(client.registry, { name: "unheard" });
  // Ids of events tell milliseconds apart.
  const then = Date.now();
  await vi.waitUntil(() => Date.now() > then, patience);
  await set("ACTIVE");
  await createModel(client.registry, { name: "heard" });
  await vi.waitUntil(() => received.length > 0, patience);
  expect(names(received)).toEqual(["heard"]);
});

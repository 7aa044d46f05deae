import { createHmac } from "node:crypto";
import { stat } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createModel } from "../../../src/registry/models/create-model.ts";
import type { Registry } from "../../../src/registry/registry.ts";
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
  await vi.waitUntil(() => received.length === 2, { timeout: 60_000 });
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
  await vi.waitUntil(() => received.length === 3, { timeout: 60_000 });
  expect(JSON.parse(received[2]?.body ?? "")).toMatchObject({
    entity: "model_version_alias",
    action: "created",
    data: { name: "fraud", alias: "best", version: "1" },
  });
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

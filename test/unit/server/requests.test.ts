import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { openRegistry, useTemporaryFolders } from "../support/registry.ts";
import { serve, token } from "./client.ts";

const temporaryFolder = useTemporaryFolders();

describe("a request that can't be read is refused", () => {
  test.each([
    ["no JSON", "POST", "/registered-models/create", "{name", "BAD_REQUEST"],
    ["a list", "POST", "/registered-models/create", "[]", "BAD_REQUEST"],
    [
      "a value nested without end",
      "POST",
      "/registered-models/create",
      `{"name":${"[".repeat(200_000)}${"]".repeat(200_000)}}`,
      "BAD_REQUEST",
    ],
    [
      "a field that nobody knows, nested without end",
      "POST",
      "/registered-models/create",
      `{"name":"a","x":${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}}`,
      "BAD_REQUEST",
    ],
    [
      "text in UTF-16",
      "POST",
      "/registered-models/create",
      '\ufeff{\0"\0n\0a\0m\0e\0"\0:\0',
      "BAD_REQUEST",
    ],
    [
      "a number beyond all numbers",
      "POST",
      "/registered-models/create",
      '{"name":"a","tags":[{"key":"k","value":1e400}]}',
      "INVALID_PARAMETER_VALUE",
    ],
    [
      "a zero byte",
      "POST",
      "/registered-models/create",
      '{"name":"a\\u0000"}',
      "INVALID_PARAMETER_VALUE",
    ],
    ["no name", "POST", "/registered-models/create", "{}", "INVALID_PARAMETER_VALUE"],
    [
      "a number for a name",
      "POST",
      "/registered-models/create",
      '{"name":5}',
      "INVALID_PARAMETER_VALUE",
    ],
    [
      "tags that are none",
      "POST",
      "/registered-models/create",
      '{"name":"a","tags":[5]}',
      "INVALID_PARAMETER_VALUE",
    ],
    [
      "a name that no model can have",
      "POST",
      "/registered-models/create",
      '{"name":"../a"}',
      "INVALID_PARAMETER_VALUE",
    ],
    [
      "too many results",
      "GET",
      "/registered-models/search?max_results=1001",
      "",
      "INVALID_PARAMETER_VALUE",
    ],
    [
      "no number",
      "GET",
      "/registered-models/search?max_results=many",
      "",
      "INVALID_PARAMETER_VALUE",
    ],
    [
      "a foreign token",
      "GET",
      "/registered-models/search?page_token=%7B",
      "",
      "INVALID_PARAMETER_VALUE",
    ],
    [
      "a bad filter",
      "GET",
      "/registered-models/search?filter=name%3D",
      "",
      "INVALID_PARAMETER_VALUE",
    ],
    ["a bad order", "GET", "/model-versions/search?order_by=stage", "", "INVALID_PARAMETER_VALUE"],
  ])("%s", async (_, method, path, body, code) => {
    const client = await serve(await openRegistry(await temporaryFolder()));
    const answer = await client.send(method, `/api/2.0/mlflow${path}`, { body });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error_code: code });
    expect(client.failures).toEqual([]);
  });

  test("too large", async () => {
    const client = await serve(await openRegistry(await temporaryFolder()));
    const body = JSON.stringify({ name: "a", description: "x".repeat(17 * 1024 * 1024) });
    const answer = await client
      .send("POST", "/api/2.0/mlflow/registered-models/create", { body })
      .catch(() => undefined);
    if (answer) expect(answer.status).toBe(400);
    const { json } = await client.get("/registered-models/search");
    expect(json).toEqual({ registered_models: [] });
  });

  test("too large, without saying so", async () => {
    const client = await serve(await openRegistry(await temporaryFolder()));
    const body = JSON.stringify({ name: "a", description: "x".repeat(17 * 1024 * 1024) });
    const answer = await client
      .send("POST", "/api/2.0/mlflow/registered-models/create", { body, isChunked: true })
      .catch(() => undefined);
    if (answer) expect(answer.status).toBe(400);
    const { json } = await client.get("/registered-models/search");
    expect(json).toEqual({ registered_models: [] });
    expect(client.failures).toEqual([]);
  });

  test("of a client that goes away in the middle of it", async () => {
    const client = await serve(await openRegistry(await temporaryFolder()));
    const { port } = new URL(client.server.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(
      `POST /api/2.0/mlflow/registered-models/create HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
        `Authorization: Bearer ${token}\r\nContent-Length: 1000\r\n` +
        "Expect: 100-continue\r\n\r\n",
    );
    // The server has begun to read it.
    await once(socket, "data");
    socket.write('{"name": "a"');
    socket.destroy();
    await client.server.close();
    expect(client.failures).toEqual([]);
  });

  test("of an endpoint that is not there", async () => {
    const client = await serve(await openRegistry(await temporaryFolder()));
    const answer = await client.get("/gateway/secrets/list");
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ error_code: "ENDPOINT_NOT_FOUND" });
  });
});

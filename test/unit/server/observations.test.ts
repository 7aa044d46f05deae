import { expect, test } from "vitest";
import { summarise } from "../../../src/core/observations/summary.ts";
import { readObservations } from "../../../src/registry/observations/read-observations.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../support/registry.ts";
import { serve, type Answer, type Client } from "./client.ts";

const temporaryFolder = useTemporaryFolders();
const path = "/api/1.0/model-registry/observations";

function post(client: Client, body: unknown, headers?: Record<string, string>): Promise<Answer> {
  return client.send("POST", path, {
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
}

test("a batch of observations is recorded whole or not at all, with the token alone", async () => {
  const registry = await openRegistry(await temporaryFolder());
  await registerContent(registry, "observed by the server");
  const client = await serve(registry);
  const observations = Array.from({ length: 500 }, (_, index) => ({
    metrics: { latency_ms: index },
    outcome: index % 2 === 0,
    request: `r-${index}`,
  }));
  const body = { version: "fraud@1", observations };
  const answers = [
    await post(client, body, { authorization: "Bearer wrong" }),
    await post(client, { ...body, version: "fraud@2" }),
    await post(client, { ...body, observations: [...observations, { outcome: "good" }] }),
    await post(client, { observations: [] }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 404, 400, 400]);
  expect(answers[2]?.body).toContain("Observation 501 can't be recorded: outcome");
  expect(await post(client, body)).toMatchObject({ status: 200, json: { recorded: 500 } });
  const found = await readObservations(registry, { from: 0, to: Date.now() });
  expect(summarise(found)).toMatchObject([{ count: 500 }]);
  expect(client.failures).toEqual([]);
});

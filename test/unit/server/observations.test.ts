import { expect, test } from "vitest";
import { summarise } from "../../../src/core/observations/summary.ts";
import { createAbTest } from "../../../src/registry/abtests/change-ab-test.ts";
import { readObservations } from "../../../src/registry/observations/read-observations.ts";
import { routeRequest } from "../../../src/registry/routing/route-request.ts";
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

test("requests of an A/B test are routed as everywhere, and its results are answered", async () => {
  const registry = await openRegistry(await temporaryFolder());
  await registerContent(registry, "routed by the server 1");
  await registerContent(registry, "routed by the server 2");
  await createAbTest(registry, {
    name: "checkout",
    versions: ["fraud@1", "fraud@2"],
    shares: [5000, 5000],
    isShadow: false,
    metric: { key: "sold", better: "higher" },
    guardrails: [],
    level: 0.05,
    power: 0.8,
    effect: 0.05,
  });
  const client = await serve(registry);
  const route = (query: string): Promise<Answer> =>
    client.send("GET", `/api/1.0/model-registry/ab-tests/${query}`);
  const found = new Set<string>();
  for (let index = 0; index < 20; index += 1) {
    const { json } = await route(`checkout/route?request=r-${index}`);
    const routed = await routeRequest(registry, { test: "checkout", id: `r-${index}` });
    expect(json).toMatchObject({ version: { id: routed.version }, variant: routed.variant });
    found.add(routed.version);
  }
  expect(found.size).toBe(2);
  expect((await route("checkout/route")).status).toBe(200);
  expect((await route("other/route?request=r-1")).status).toBe(404);

  const observations = Array.from({ length: 400 }, (_, index) => ({
    test: "checkout",
    request: `r-${index}`,
    metrics: { sold: index % 2 },
  }));
  expect(await post(client, { observations })).toMatchObject({ status: 200 });
  const { json } = await route("checkout");
  expect(json).toMatchObject({
    name: "checkout",
    state: "running",
    values: 400,
    variants: [{ version: { reference: "fraud@1" } }, { version: { reference: "fraud@2" } }],
    routing: [
      { from: 0, to: 5000, variant: 0 },
      { from: 5000, to: 10_000, variant: 1 },
    ],
  });
  const list = await client.send("GET", "/api/1.0/model-registry/ab-tests");
  expect(list.json).toMatchObject({ tests: [{ name: "checkout", values: 400 }] });
  expect((await route("other")).status).toBe(404);
});

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

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { RemoteRegistry } from "../../../../src/registry/worker/remote-registry.ts";
import { useTemporaryFolders } from "../../support/registry.ts";

/**
 * A thread that answers `overview` with what it has heard, ends at `verify`, and answers
 * `waitForRemoteChange` when it is cancelled.
 */
const thread = `
const { parentPort, threadId, workerData } = require("node:worker_threads");
const heard = [];
let waiting;
parentPort.on("message", (message) => {
  if (message.kind === "close") process.exit(0);
  heard.push(message.name ?? message.kind);
  const answer = (call, value) => parentPort.postMessage({ kind: "answer", call, value });
  if (message.kind === "cancel") answer(message.call, { isTold: false });
  if (message.kind !== "call") return;
  if (message.name === "verify") process.exit(1);
  if (message.name === "waitForRemoteChange") return;
  answer(message.call, { threadId, heard, directions: workerData.metricDirections });
});
`;

const newFolder = useTemporaryFolders();
const opened: RemoteRegistry[] = [];

afterEach(async () => {
  for (const registry of opened.splice(0)) await registry.close();
});

async function open(): Promise<RemoteRegistry> {
  const folder = await newFolder();
  const path = join(folder, "thread.cjs");
  await writeFile(path, thread);
  const options = { folder, trusted: true, wasmPath: "" };
  const registry = new RemoteRegistry(path, options, () => undefined);
  opened.push(registry);
  return registry;
}

const place = "s3://models/fraud";
const credentials = { kind: "keys", accessKeyId: "id", secretAccessKey: "key" } as const;

test("a thread that follows one that died is given the credentials first", async () => {
  const registry = await open();
  await registry.useCredentials({ place, credentials });
  await expect(registry.call("verify", {})).rejects.toThrow("ended unexpectedly");
  const after = await registry.call("overview", {});
  expect(after).toMatchObject({ heard: ["useCredentials", "overview"] });
  await registry.useCredentials({ place });
  await expect(registry.call("verify", {})).rejects.toThrow("ended unexpectedly");
  expect(await registry.call("overview", {})).toMatchObject({ heard: ["overview"] });
});

test("directions of metrics change without another thread, and hold in the next one", async () => {
  const registry = await open();
  const before = await registry.call("overview", {});
  registry.useMetricDirections({ auc: "lower" });
  expect(await registry.call("overview", {})).toEqual({
    ...before,
    heard: ["overview", "directions", "overview"],
  });
  await expect(registry.call("verify", {})).rejects.toThrow("ended unexpectedly");
  const next = await registry.call("overview", {});
  expect(next).toMatchObject({ directions: { auc: "lower" }, heard: ["overview"] });
});

test("a registry that is replaced closes its thread when the last call has ended", async () => {
  const registry = await open();
  const first = await registry.call("overview", {});
  const abort = new AbortController();
  const waiting = registry.call("waitForRemoteChange", {}, { signal: abort.signal });
  registry.closeWhenIdle();
  const during = await registry.call("overview", {});
  expect(threadOf(during)).toBe(threadOf(first));
  abort.abort();
  expect(await waiting).toEqual({ isTold: false });
  expect(threadOf(await registry.call("overview", {}))).not.toBe(threadOf(first));
});

function threadOf(answer: unknown): unknown {
  return (answer as { readonly threadId: number }).threadId;
}

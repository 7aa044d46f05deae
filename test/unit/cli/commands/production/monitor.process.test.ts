import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { useTemporaryFolders } from "../../../support/registry.ts";
import { cli, document, start, succeed, useCli } from "../../cli.ts";

useCli();
const makeFolder = useTemporaryFolders();

async function makeWorkspace(content: string, rules: object): Promise<string> {
  const folder = await makeFolder();
  for (const [version, bias] of [0.25, 40].entries()) {
    writeFileSync(join(folder, "model.json"), JSON.stringify({ content, bias }));
    await succeed(folder, "register", "model.json", "--name", "fraud");
    await succeed(folder, "promote", `fraud@${version + 1}`, "--to", "Staging");
  }
  await succeed(folder, "promote", "fraud@1", "--to", "Production");
  const policy = { version: 1, monitoring: rules };
  writeFileSync(join(folder, ".model-registry", "policy.yaml"), JSON.stringify(policy));
  return folder;
}

/**
 * Starts a service that scores with the version in Production: it takes another one as soon as `watch`
 * hands it out, and records what it answered.
 */
async function startService(folder: string): Promise<(input: number) => Promise<number>> {
  const watch = start(folder, ["watch", "fraud@Production", "--json"]);
  const observer = start(folder, ["observe", "--attach"], { isAttached: true });
  let served: { bias: number; reference: string } | undefined;
  const lines = createInterface({ input: watch.stdout! });
  lines.on("line", (line) => {
    const { path, version } = JSON.parse(line) as { path: string; version: { reference: string } };
    const { bias } = JSON.parse(readFileSync(path, "utf8")) as { bias: number };
    served = { bias, reference: version.reference };
  });
  const first = once(lines, "line");
  const server = createServer((request, response) => {
    const { bias = Number.NaN, reference } = served ?? {};
    const score = Number(request.url?.slice(1)) + bias;
    const observed = { version: reference, metrics: { score } };
    observer.stdin!.write(`${JSON.stringify(observed)}\n`);
    response.end(String(score));
  });
  server.listen(0, "127.0.0.1");
  await Promise.all([once(server, "listening"), first]);
  onTestFinished(() => {
    server.close();
    watch.kill("SIGKILL");
    observer.kill("SIGKILL");
  });
  const { port } = server.address() as AddressInfo;
  return async (input) => Number(await (await fetch(`http://127.0.0.1:${port}/${input}`)).text());
}

test("a service gets the good bytes back after a bad version was promoted", async () => {
  const rule = { metric: "score", max: 10, minCount: 5 };
  const folder = await makeWorkspace("served", {
    rules: [{ name: "high scores", threshold: rule, rollback: true }],
  });
  const score = await startService(folder);
  expect(await score(1)).toBe(1.25);
  const monitor = start(folder, ["monitor", "--watch", "--every", "1s", "--json"]);
  onTestFinished(() => {
    monitor.kill("SIGKILL");
  });
  const reports: Record<string, unknown[] | undefined>[] = [];
  createInterface({ input: monitor.stdout! }).on("line", (line) => {
    reports.push(JSON.parse(line) as Record<string, unknown[]>);
  });

  await succeed(folder, "promote", "fraud@2", "--to", "Production");
  await expect.poll(() => score(1), { timeout: 120_000 }).toBe(41);
  // People go on using it until it is well again.
  await expect.poll(() => score(1), { timeout: 120_000, interval: 200 }).toBe(1.25);

  const all = (key: string): unknown[] => reports.flatMap((report) => report[key] ?? []);
  await expect.poll(() => all("rollbacks").length, { timeout: 60_000 }).toBe(1);
  expect(all("raised")).toMatchObject([{ rule: "high scores" }]);
  expect(all("rollbacks")).toMatchObject([{ rule: "high scores", restored: "fraud 1" }]);
  const history = await succeed(folder, "log", "fraud");
  expect(history).toContain("Alert “high scores”");
  const ended = once(monitor, "exit");
  monitor.kill("SIGTERM");
  expect((await ended)[0]).toBe(0);
});

test("a job of CI ends with the code of an open alert, and once more when it is over", async () => {
  const rule = { metric: "delay_ms", max: 10, minCount: 1 };
  const folder = await makeWorkspace("checked by a job", {
    rules: [{ name: "late", threshold: rule }],
  });
  expect((await cli(folder, "monitor")).code).toBe(0);
  await succeed(folder, "observe", "fraud@Production", "--metric", "delay_ms=30");
  const found = await cli(folder, "monitor");
  expect(found.code).toBe(6);
  expect(found.stdout).toContain("fraud 1: Alert “late”: delay_ms is 30, more than 10 (1 value in");
  const again = await cli(folder, "monitor", "--json");
  expect(again.code).toBe(6);
  expect(JSON.parse(again.stdout)).toMatchObject({
    alerts: 1,
    raised: [],
    rules: [{ rule: "late" }],
  });
  const low = ["observe", "fraud@Production", "--metric", "delay_ms=0"];
  for (let count = 0; count < 3; count += 1) await succeed(folder, ...low);
  expect(await document(folder, "monitor")).toMatchObject({
    alerts: 0,
    recovered: [{ rule: "late", cause: "holds" }],
  });
});

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { projectRoot } from "../workbench/paths.ts";

const execute = promisify(execFile);
const archive = join(projectRoot, "dist", `model-registry-${manifest.version}.tgz`);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "npm-package-"));
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  // Offline: it may need nothing else from anywhere.
  await execute("npm", ["install", "--offline", "--no-audit", "--no-fund", archive], {
    cwd: folder,
  });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("is under 1.5 MB and has no dependencies", async () => {
  expect((await stat(archive)).size).toBeLessThan(1_500_000);
  const path = join(folder, "node_modules/model-registry/package.json");
  const installed = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  expect(Object.keys(installed).filter((key) => /dependencies|scripts/i.test(key))).toEqual([]);
  expect(installed["version"]).toBe(manifest.version);
});

test("brings its licence and the notices of what is bundled", async () => {
  const packed = (name: string) => join(folder, "node_modules/model-registry", name);
  expect(await readFile(packed("LICENSE"), "utf8")).toBe(
    await readFile(join(projectRoot, "LICENSE"), "utf8"),
  );
  expect(await readFile(packed("THIRD-PARTY-NOTICES.txt"), "utf8")).toContain("sql.js");
});

test("registers, promotes, reports and resolves in another folder by npx", async () => {
  const workspace = join(folder, "workspace");
  await mkdir(workspace);
  await writeFile(join(workspace, "weights.npy"), "not much of a model");
  const registry = async (...args: string[]) => {
    const { stdout } = await execute("npx", ["--no-install", "model-registry", ...args], {
      cwd: workspace,
    });
    return stdout;
  };
  await registry("register", "weights.npy", "--name", "weights", "--metric", "auc=0.9");
  await registry("promote", "weights@1", "--to", "Staging");
  await registry("promote", "weights@1", "--to", "Production");
  const path = (await registry("resolve", "weights@Production")).trim();
  expect(await readFile(path, "utf8")).toBe("not much of a model");
  await registry("report", "weights@1", "--format", "html", "--output", "report.html");
  expect(await readFile(join(workspace, "report.html"), "utf8")).toContain("0.9");
});

// Parts that the package has compressed.
test("draws the charts of a report and serves agents", async () => {
  const workspace = join(folder, "compressed");
  await mkdir(workspace);
  const registry = async (args: readonly string[], input = "") => {
    const running = execute("npx", ["--no-install", "model-registry", ...args], { cwd: workspace });
    running.child.stdin?.end(input);
    return (await running).stdout;
  };
  for (const auc of [0.8, 0.9]) {
    await writeFile(join(workspace, "weights.npy"), `a model with ${auc}`);
    await registry(["register", "weights.npy", "--name", "weights", "--metric", `auc=${auc}`]);
  }
  await registry(["report", "weights@2", "--format", "html", "--output", "report.html"]);
  expect(await readFile(join(workspace, "report.html"), "utf8")).toContain("<svg");
  const request = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "test", version: "1" },
    },
  };
  const answer = await registry(["mcp"], `${JSON.stringify(request)}\n`);
  expect(answer).toContain('"title":"Model Registry"');
});

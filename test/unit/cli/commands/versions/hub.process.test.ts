/** Models on a hub: a stand-in that the Hub's own library accepts, asked by it and by the command line. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, beforeEach, afterEach, expect, test } from "vitest";
import { HubStandIn } from "../../../../workbench/hub-stand-in.ts";
import { interchangeRequirements } from "../../../../workbench/python-requirements.ts";
import { setUpPython } from "../../../../workbench/setup.ts";
import { commandLine } from "../../cli.ts";
import { workspace } from "../../workspace.ts";

const execute = promisify(execFile);
const token = "hf_secret-of-this-test-0123456789";
let python: string;
let hub: HubStandIn;
let url: string;
let home: string;

beforeAll(async () => {
  python = await setUpPython(interchangeRequirements);
});
beforeEach(async () => {
  hub = new HubStandIn(token);
  url = await hub.start();
  home = workspace({});
});
afterEach(() => {
  hub.stop();
});

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const ours = {
    HF_ENDPOINT: url,
    HF_HOME: home,
    HF_HUB_DISABLE_XET: "1",
    HF_HUB_DISABLE_TELEMETRY: "1",
  };
  return { ...process.env, HF_TOKEN: undefined, ...ours, ...more };
}

/** Calls the Hub's own library. */
async function library(code: string): Promise<string> {
  const env = environment({ HF_TOKEN: token });
  const script = `from huggingface_hub import *\n${code}`;
  return (await execute(python, ["-c", script], { env })).stdout.trim();
}

async function command(
  folder: string,
  args: readonly string[],
  more: NodeJS.ProcessEnv = { HF_TOKEN: token },
): Promise<{ readonly code: number; readonly text: string }> {
  const [program, ...all] = commandLine(...args);
  try {
    const { stdout, stderr } = await execute(program, all, { cwd: folder, env: environment(more) });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

const card = [
  "---",
  "license: apache-2.0",
  "base_model: org/encoder",
  "base_model_relation: finetune",
  "datasets: [org/reviews]",
  "model-index:",
  "- name: net",
  "  results:",
  "  - task: { type: text-classification }",
  "    dataset: { type: org/reviews, name: Reviews }",
  "    metrics: [{ type: accuracy, value: 0.91 }]",
  "---",
  "A net.",
  "",
].join("\n");

/** A model folder that the Hub's own library uploads. */
async function upload(): Promise<void> {
  const folder = workspace({});
  mkdirSync(join(folder, "net"));
  writeFileSync(join(folder, "net/README.md"), card);
  writeFileSync(
    join(folder, "net/config.json"),
    '{"model_type": "bert", "architectures": ["BertModel"]}',
  );
  writeFileSync(join(folder, "net/weights.bin"), "weights of a net");
  await library(
    `create_repo("org/net"); upload_folder(repo_id="org/net", folder_path=${JSON.stringify(join(folder, "net"))})`,
  );
}

test("a model is imported with the facts of its card, once, and without telling the token", async () => {
  await upload();
  const folder = workspace({});
  const preview = await command(folder, ["import", "hf://org/net", "--dry-run"]);
  expect(preview.text).toContain("1 version would be imported from Hugging Face.");
  const done = await command(folder, ["import", "hf://org/net", "--name", "fraud-net"]);
  expect(done.text).toContain("1 version imported from Hugging Face");
  const shown = await command(folder, ["show", "fraud-net@1", "--json"]);
  const version = JSON.parse(shown.text) as Record<string, unknown>;
  expect(version).toMatchObject({
    source: `hf://org/net@${hub.repositories.get("org/net")!.at(-1)!.commit}`,
    recipe: { metrics: { accuracy: 0.91 }, license: "apache-2.0" },
  });
  expect(JSON.stringify(version)).toContain("hf://datasets/org/reviews");
  expect((await command(folder, ["show", "fraud-net@1"])).text).toMatch(
    /org\/encoder.*fine-tuned from/,
  );
  const again = await command(folder, ["import", "hf://org/net", "--name", "fraud-net"]);
  expect(again.text).toContain("1 version imported before");
  // Nothing of the token is told, and bytes are fetched from elsewhere without it.
  expect([preview, done, shown, again].map(({ text }) => text).join()).not.toContain(token);
  expect(readFileSync(join(folder, ".model-registry/registry.db")).includes(token)).toBe(false);
  const elsewhere = hub.requests.filter(({ path }) => path.startsWith("store"));
  expect(elsewhere.some(({ method }) => method === "GET")).toBe(true);
  expect(elsewhere.map(({ authorization }) => authorization).filter(Boolean)).toEqual([]);
});

test("what the library's cache has needs no network", async () => {
  await upload();
  await library('snapshot_download("org/net")');
  const folder = workspace({});
  const before = hub.requests.length;
  const offline = { HF_HUB_OFFLINE: "1" };
  const done = await command(folder, ["import", "hf://org/net"], offline);
  expect(done.text).toContain("1 version imported from Hugging Face");
  const cached = join(home, "hub/models--org--net");
  expect((await command(folder, ["import", cached], offline)).text).toContain(
    "1 version imported before",
  );
  expect(hub.requests).toHaveLength(before);
  // With the network, the hub is asked which commit it has, and the bytes are those of the cache.
  expect((await command(folder, ["import", "hf://org/net"])).text).toContain("imported before");
  expect((await command(folder, ["import", "hf://org/other"], offline)).code).not.toBe(0);
});

test("a version is published in one commit that the library downloads, and not twice", async () => {
  const folder = workspace({ "metrics.json": '{"accuracy": 0.9}' });
  await command(folder, [
    "register",
    "models/fraud.onnx",
    "--name",
    "fraud",
    "--metrics",
    "metrics.json",
  ]);
  // The token that “hf auth login” keeps.
  writeFileSync(join(home, "token"), `${token}\n`);
  const plan = await command(folder, ["publish", "fraud@1", "hf://org/fraud", "--dry-run"], {});
  expect(plan.text).toMatch(/repository {2}a new one, private/);
  expect(hub.repositories.size).toBe(0);
  expect((await command(folder, ["publish", "fraud@1", "hf://org/fraud"], {})).text).toContain(
    "2 files uploaded",
  );
  const read = await library(
    'import pathlib; path = pathlib.Path(snapshot_download("org/fraud")); print((path / "fraud.onnx").read_text(), ModelCard.load(path / "README.md").data.model_name)',
  );
  expect(read).toContain("weights 1");
  const commits = hub.repositories.get("org/fraud")!.length;
  expect((await command(folder, ["publish", "fraud@1", "hf://org/fraud"], {})).text).toContain(
    "is there already",
  );
  expect(hub.repositories.get("org/fraud")).toHaveLength(commits);
});

test("one that broke off between the files and the commit sends no file twice", async () => {
  const folder = workspace({});
  await command(folder, ["register", "models/fraud.onnx", "--name", "fraud"]);
  const publish = ["publish", "fraud@1", "hf://org/fraud"];
  const uploads = (): number => hub.requests.filter(({ method }) => method === "PUT").length;
  hub.fails = /\/commit\//;
  const broken = await command(folder, publish);
  expect(broken.code).not.toBe(0);
  expect(uploads()).toBe(1);
  // Whoever looks there sees none of the files.
  expect(hub.repositories.get("org/fraud")?.at(-1)?.files.size).toBe(0);
  hub.fails = undefined;
  expect((await command(folder, publish)).text).toContain("2 files uploaded");
  expect(uploads()).toBe(1);
  expect(hub.repositories.get("org/fraud")?.at(-1)?.files.size).toBe(2);
});

test("refusals say what is wrong: no token, no such model, no address", async () => {
  const folder = workspace({});
  await command(folder, ["register", "models/fraud.onnx", "--name", "fraud"]);
  const denied = await command(folder, ["publish", "fraud@1", "hf://org/fraud"], {
    HF_TOKEN: "hf_wrong",
  });
  expect(denied.code).not.toBe(0);
  expect(denied.text).toContain("Invalid username or password");
  expect(denied.text).not.toContain("hf_wrong");
  expect((await command(folder, ["import", "hf://org/none"])).text).toContain("hf://org/none");
  expect((await command(folder, ["import", "hf://a/b/c"])).text).toContain("no address of a model");
});

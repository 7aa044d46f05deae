import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { patience } from "../../../support/patience.ts";
import { cli, document, ended, failure, start, succeed, useCli } from "../../cli.ts";
import { temporaryFolder, workspace, write } from "../../workspace.ts";

useCli();

async function registered(): Promise<string> {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  return folder;
}

test("what a killed registration left is gone with the next command, and gc says so", async () => {
  const folder = await registered();
  const staging = join(folder, ".model-registry", "artifacts", "staging");
  writeFileSync(join(folder, "large.bin"), Buffer.alloc(64_000_000, "x"));
  const child = start(folder, ["register", "large.bin", "--name", "fraud"]);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  await expect.poll(() => readdirSync(staging).length, { ...patience, interval: 2 }).toBe(1);
  child.kill("SIGKILL");
  await exited;
  expect(readdirSync(staging)).toHaveLength(1);
  const { leftovers, removedAtOpening } = await document(folder, "gc", "--dry-run");
  expect([leftovers, removedAtOpening]).toMatchObject([0, { leftovers: 1 }]);
  expect(readdirSync(staging)).toEqual([]);
  expect(await succeed(folder, "gc")).toContain("The registry's folder holds ");
});

test("an export replaces other files only with --force, and one artifact may be one file", async () => {
  const folder = await registered();
  const target = join(folder, "out", "fraud.onnx");
  await succeed(folder, "export", "fraud@1", "--out", "out");
  await succeed(folder, "export", "fraud@1", "--out", "out");
  writeFileSync(target, "mine");
  const refused = await failure(folder, "export", "fraud@1", "--out", "out");
  expect(refused).toMatchObject({ exit: 1, code: "file-exists" });
  expect(refused.message).toContain(target);
  expect(refused.wayOut).toContain("--force");
  expect(readFileSync(target, "utf8")).toBe("mine");
  await succeed(folder, "export", "fraud@1", "--out", "out", "--force");
  expect(readFileSync(target, "utf8")).toBe("weights 1");

  const { files } = await document(folder, "export", "fraud@1", "--out", "deploy/best.onnx");
  expect(files).toEqual([join(folder, "deploy", "best.onnx")]);
  await succeed(folder, "export", "fraud@1", "--out", "deploy/v1.0");
  expect(readdirSync(join(folder, "deploy", "v1.0"))).toEqual(["fraud.onnx"]);
});

test("no command writes its output into a registry's folder", async () => {
  const folder = await registered();
  const root = join(folder, ".model-registry");
  const [name] = readdirSync(join(root, "ledger"));
  const ledger = join(root, "ledger", name!);
  const before = readFileSync(ledger, "utf8");
  mkdirSync(join(root, "mine"));
  for (const args of [
    ["changelog", "fraud", "--output", ledger],
    ["export", "fraud@1", "--out", root],
    ["export", "fraud@1", "--out", join(root, "mine", "new"), "--force"],
  ]) {
    expect(await failure(folder, ...args)).toMatchObject({ exit: 1, code: "file-problem" });
  }
  expect(readFileSync(ledger, "utf8")).toBe(before);
  expect(readdirSync(join(root, "mine"))).toEqual([]);
});

test.skipIf(process.platform === "win32")(
  "a pipe as a file to read is refused, at once",
  async () => {
    const folder = workspace();
    const pipe = join(folder, "pipe.json");
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    for (const option of ["--metrics", "--params", "--environment", "--metadata", "--dataset"]) {
      const args = ["register", "models/fraud.onnx", "--name", "fraud", option, "pipe.json"];
      const refused = await failure(folder, ...args);
      expect([option, refused.code]).toEqual([option, "file-problem"]);
      expect(refused.message).toContain("pipe.json");
    }
    const model = await failure(folder, "register", "pipe.json", "--name", "fraud");
    expect(model.message).toContain("regular file");
    expect(existsSync(pipe)).toBe(true);
  },
);

test("hidden files of a folder are left out and named, unless they are asked for", async () => {
  const folder = workspace({
    "net/model.onnx": "weights",
    "net/.env": "TOKEN=1",
    "net/.git/x": "",
  });
  const said = await succeed(folder, "register", "net", "--name", "net");
  expect(said).toContain("not recorded: net/.env (hidden in its folder, so left out");
  expect(said).not.toContain(".git");
  const taken = async (reference: string): Promise<readonly string[]> => {
    const { artifacts } = await document(folder, "show", reference);
    return (artifacts as readonly { path: string }[]).map(({ path }) => path).sort();
  };
  expect(await taken("net@1")).toEqual(["net/model.onnx"]);
  await succeed(folder, "register", "net", "--name", "net", "--include-hidden");
  expect(await taken("net@2")).toEqual(["net/.env", "net/model.onnx"]);
  await succeed(folder, "register", "net", "net/.env", "--name", "net", "--allow-identical");
  expect(await taken("net@3")).toEqual([".env", "net/model.onnx"]);
});

test("machines get one document on stderr, with all that is wrong", async () => {
  const folder = await registered();
  writeFileSync(join(folder, ".model-registry", "policy.yaml"), "version: nonsense\n");
  const [ledger] = readdirSync(join(folder, ".model-registry", "ledger"));
  const path = join(folder, ".model-registry", "ledger", ledger!);
  appendFileSync(path, "{}\n");
  const listed = await cli(folder, "list", "--json");
  const { warning, warnings } = JSON.parse(listed.stderr) as Record<string, unknown>;
  expect(warnings).toMatchObject([{ code: "ledger-damaged" }, { code: "invalid-policy" }]);
  expect(warning).toMatchObject({ code: "ledger-damaged" });
  const refused = await cli(folder, "show", "fraud@9", "--json");
  const document = JSON.parse(refused.stderr) as { error: unknown; warnings: unknown };
  expect(document.error).toMatchObject({ message: expect.any(String) as string });
  expect(document.warnings).toMatchObject([{ code: "ledger-damaged" }]);
});

test.runIf(process.platform === "linux")(
  "an answer that can't be written is one line",
  async () => {
    const folder = await registered();
    const into = (args: readonly string[]): ReturnType<typeof ended> =>
      ended(start(folder, args, { stdout: "/dev/full" }));
    for (const args of [["list"], ["show", "fraud@1"], ["log"]]) {
      const { code, stderr } = await into(args);
      expect([code, stderr.split("\n").filter((line) => line !== "").length]).toEqual([1, 1]);
      expect(stderr).toContain("The answer could not be written: there is no space left.");
    }
    const { stderr } = await into(["list", "--json"]);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "answer-lost" } });
  },
);

test("a file by reference is used where it is, and fetch copies it", async () => {
  const folder = join(temporaryFolder(), "referenced");
  write(folder, { "big.bin": "weights by reference" });
  await succeed(folder, "init");
  await succeed(folder, "register", "big.bin", "--name", "llm", "--reference");
  expect(await succeed(folder, "resolve", "llm@1")).toBe(`${join(folder, "big.bin")}\n`);
  expect(await succeed(folder, "artifacts", "llm")).toContain("kept at file:big.bin");
  write(folder, { "big.bin": "weights by somebody" });
  expect(await failure(folder, "resolve", "llm@1")).toMatchObject({ code: "artifact-changed" });
  expect((await cli(folder, "verify")).stdout).toContain("file:big.bin has other bytes");
  write(folder, { "big.bin": "weights by reference" });
  expect(await document(folder, "fetch", "llm@1")).toMatchObject({ files: ["big.bin"], bytes: 20 });
  expect(await succeed(folder, "resolve", "llm@1")).toContain(join("snapshots", ""));
});

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../../../support/git.ts";
import { document, failure, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

/** A version that was registered with changes, among them bytes that are no UTF-8. */
async function changedVersion(): Promise<string> {
  const folder = workspace({ "train.py": "print(1)\n", "latin.txt": "ascii\n" });
  write(folder, { "train.py": "print(2)\n" });
  writeFileSync(join(folder, "latin.txt"), Buffer.from("caf\xe9\n", "latin1"));
  await succeed(folder, "register", "models/fraud.onnx");
  return folder;
}

test("show --patch gives the uncommitted changes byte by byte, so that git applies them", async () => {
  const folder = await changedVersion();
  const before = readFileSync(join(folder, "latin.txt"));
  await succeed(folder, "show", "fraud@1", "--patch", "--output", "changes.patch");
  git(folder, "checkout", "--quiet", "--", "train.py", "latin.txt");
  git(folder, "apply", "changes.patch");
  expect(readFileSync(join(folder, "train.py"), "utf8")).toBe("print(2)\n");
  expect(readFileSync(join(folder, "latin.txt"))).toEqual(before);

  const { patch } = await document(folder, "show", "fraud@1", "--patch");
  expect(patch).toContain("+print(2)");
  expect(
    execFileSync("git", ["apply", "--numstat"], { cwd: folder, input: String(patch) }),
  ).toMatchObject(Buffer.from("1\t1\tlatin.txt\n1\t1\ttrain.py\n"));
});

test("a file that is there is replaced only with --force", async () => {
  const folder = await changedVersion();
  write(folder, { "changes.patch": "mine" });
  const args = ["show", "fraud@1", "--patch", "--output", "changes.patch"];
  expect(await failure(folder, ...args)).toMatchObject({ code: "file-exists" });
  expect(readFileSync(join(folder, "changes.patch"), "utf8")).toBe("mine");
  await succeed(folder, ...args, "--force");
  expect(readFileSync(join(folder, "changes.patch"), "utf8")).toContain("+print(2)");
});

test("a version without changes has no patch, and --output alone means nothing", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--command", "python train.py");
  expect(await failure(folder, "show", "fraud@1", "--patch")).toMatchObject({
    code: "unknown-artifact",
  });
  expect(await failure(folder, "show", "fraud@1", "--output", "x")).toMatchObject({
    code: "usage",
  });
});

test("register --command records the command line and the folder that it was run in", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--command", " python train.py ");
  expect(await document(folder, "show", "fraud@1")).toMatchObject({
    recipe: { command: { line: "python train.py" } },
  });
  const [models, other] = [join(folder, "models"), ["--name", "other", "--allow-identical"]];
  await succeed(models, "register", "fraud.onnx", ...other, "--command", "make model");
  expect(await document(folder, "show", "other@1")).toMatchObject({
    recipe: { command: { line: "make model", folder: "models" } },
  });
  expect(await succeed(folder, "show", "other@1")).toContain("make model");
  expect(await failure(folder, "register", "models/fraud.onnx", "--command", " ")).toMatchObject({
    code: "usage",
  });
});
